import { request } from "node:http";
import type { Duplex } from "node:stream";
import { DevError } from "../errors/dev-error.ts";

/**
 * A container's input and its output, in the engine's frames. The client library sends a body with this question, which no engine reads: where it comes late, it is
 * the beginning of the container's input, and behind a proxy it may be in the middle of it. So it is asked without one, as the engine's own client does.
 *
 * @param container It need not run yet.
 * @throws {DevError} `ENGINE_FAILED` when the engine does not open it; the socket's own error when there is none.
 */
export const engineAttach = (socket: string, container: string): Promise<Duplex> =>
  new Promise((resolve, reject) => {
    const path = `/containers/${container}/attach?stream=1&stdin=1&stdout=1&stderr=1`;
    const call = request({ socketPath: socket, method: "POST", path, headers: { Connection: "Upgrade", Upgrade: "tcp" } });
    call.on("upgrade", (_response, stream, head) => {
      stream.on("error", () => {}); // who reads it learns that it ended
      if (head.length > 0) stream.unshift(head);
      resolve(stream);
    });
    call.on("response", (response) => {
      response.resume();
      reject(new DevError("ENGINE_FAILED", `The engine did not open the input of a container: HTTP ${response.statusCode}`, { hint: "neotool dev doctor looks at the engine; its own log says more (journalctl -u docker)." }));
    });
    call.on("error", reject);
    call.end();
  });
