import { Agent, request } from "node:https";
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { answeredMessage } from "../../errors/answered-message.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Access } from "./kubeconfig.ts";

const HINT = "neotool dev doctor looks at the cluster; neotool dev up makes one anew that does not answer, with its data.";

/** An answer of Kubernetes that is not a success. */
export class ApiStatusError extends DevError {
  readonly status: number;
  constructor(asked: string, status: number, message: string) {
    super("CLUSTER_FAILED", `Kubernetes answered ${asked} with HTTP ${status}: ${message}`, { hint: HINT });
    this.status = status;
  }
}

interface Question {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** From `/api` on. */
  readonly path: string;
  readonly body?: unknown;
  /** @default "application/json" */
  readonly contentType?: string;
}

/** The API of one cluster, as plain HTTPS. */
export interface Api extends Disposable {
  /** @throws {ApiStatusError} for an answer other than 2xx; {@link DevError} `CLUSTER_FAILED` when there is none. */
  ask<T>(question: Question, signal: AbortSignal): Promise<T>;
  /** An answer that goes on: a watch, a log that is followed. */
  stream(path: string, signal: AbortSignal): Promise<IncomingMessage>;
}

/** A dozen services are applied at once; more connections only cost both sides. */
const AT_ONCE = 8;

export const openApi = ({ server, ca, cert, key }: Access): Api => {
  const agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: AT_ONCE });
  // A watch would hold one of the others' connections for as long as it lasts.
  const streams = new Agent({ ca, cert, key });
  const open = (through: Agent, { method, path, body, contentType = "application/json" }: Question, signal: AbortSignal): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const asked = `${method} ${path.split("?")[0]}`;
      const options = { agent: through, host: server.hostname, port: server.port, method, path, signal, headers: { accept: "application/json", ...(body !== undefined && { "content-type": contentType }) } };
      const call = request(options, (response) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) return resolve(response);
        buffer(response).then((bytes) => reject(new ApiStatusError(asked, status, answeredMessage(bytes.toString("utf8")))), reject);
      });
      call.on("error", (cause) => reject(signal.aborted ? signal.reason : unreachable(server, cause)));
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    ask: async <T>(question: Question, signal: AbortSignal) => {
      const answer: T = JSON.parse((await buffer(await open(agent, question, signal))).toString("utf8"));
      return answer;
    },
    stream: (path, signal) => open(streams, { method: "GET", path }, signal),
    [Symbol.dispose]: () => {
      agent.destroy();
      streams.destroy();
    },
  };
};

const unreachable = (server: URL, cause: unknown): DevError => new DevError("CLUSTER_FAILED", `The cluster at ${server.host} does not answer`, { hint: HINT, cause });
