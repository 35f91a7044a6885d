import { Agent, request } from "node:http";
import { buffer } from "node:stream/consumers";

/** The engine's HTTP interface with nothing around it: the floor that everything else is held against. */
export interface EngineApi {
  /**
   * One call.
   *
   * @param tolerated Statuses other than 2xx that are as good, for example 404 for something that is to be removed.
   */
  call<T = unknown>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, options?: { readonly body?: unknown; readonly tolerated?: readonly number[] }): Promise<T>;
  close(): void;
}

export const engineApi = (socketPath: string): EngineApi => {
  const agent = new Agent({ keepAlive: true });
  return {
    call: async <T>(method: string, path: string, { body, tolerated = [] }: { readonly body?: unknown; readonly tolerated?: readonly number[] } = {}): Promise<T> => {
      const { status, answer } = await send(method, path, body);
      if ((status < 200 || status >= 300) && !tolerated.includes(status)) throw new Error(`${method} ${path} answered HTTP ${status}: ${answer}`);
      const value: T = answer === "" ? undefined : JSON.parse(answer);
      return value;
    },
    close: () => agent.destroy(),
  };

  function send(method: string, path: string, body: unknown): Promise<{ readonly status: number; readonly answer: string }> {
    const isArchive = Buffer.isBuffer(body);
    const payload = body === undefined ? undefined : isArchive ? body : Buffer.from(JSON.stringify(body));
    const headers = payload === undefined ? {} : { "Content-Type": isArchive ? "application/x-tar" : "application/json", "Content-Length": payload.length };
    return new Promise((resolve, reject) => {
      const call = request({ socketPath, agent, method, path, headers }, (response) => {
        buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, answer: bytes.toString("utf8") }), reject);
      });
      call.on("error", reject);
      call.end(payload);
    });
  }
};
