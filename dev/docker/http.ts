import { request, type IncomingMessage } from "node:http";
import { answeredMessage } from "../errors/answered-message.ts";
import { DevError } from "../errors/dev-error.ts";

/** It runs already. */
const NOT_MODIFIED = 304;

const HINT = "neotool dev doctor looks at the engine; its own log says more (journalctl -u docker).";

/** An answer of the engine that is not a success: `ENGINE_FAILED` with its status. */
export class EngineStatusError extends DevError {
  readonly statusCode: number;
  /** @param asked Method and path. */
  constructor(asked: string, status: number, message: string) {
    super("ENGINE_FAILED", `The engine answered ${withoutQuery(asked)} with HTTP ${status}: ${message.trim() || "nothing more"}`, { hint: HINT });
    this.statusCode = status;
  }
}

const withoutQuery = (path: string): string => path.split("?")[0] ?? path;

/** All that comes. By hand: node:stream/consumers loads a Blob for it, and `status` waits for that. */
const bytesOf = (response: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("end", () => resolve(Buffer.concat(chunks)));
    response.on("error", reject);
    response.on("close", () => reject(new Error("the connection was closed in the middle of an answer"))); // after its end this changes nothing
  });

/** What Node would find out by a pattern that takes 2 ms to make: the name of a TLS server, which a socket of the engine's has not. */
const NO_TLS = { servername: "" } as const;

/** Only what is a success is passed on. */
const receive = async (asked: string, response: IncomingMessage): Promise<IncomingMessage> => {
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  throw new EngineStatusError(asked, status, answeredMessage((await bytesOf(response)).toString("utf8")));
};

interface Answer {
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/**
 * GET without a client library: what `status` and `env` need must not cost their start-up time.
 *
 * @throws {EngineStatusError} for an answer other than 2xx; {@link DevError} `ENGINE_FAILED` for one that does not come
 * in time; the socket's own error when there is none, which says why: nobody there, or not for us; the signal's reason
 * when it is aborted.
 */
export const socketGet = async (socket: string, path: string, timeoutMs: number, signal?: AbortSignal): Promise<Answer> => {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => reject(signal?.aborted ? signal.reason : error);
    const call = request({ ...NO_TLS, socketPath: socket, path, timeout: timeoutMs, ...(signal && { signal }) }, (response) => {
      const { headers } = response;
      receive(`GET ${path}`, response).then(bytesOf).then((bytes) => resolve({ headers, text: bytes.toString("utf8") }), failed);
    });
    call.on("timeout", () => {
      const hint = "The engine is overloaded or hangs: look at its log, or restart it.";
      call.destroy(new DevError("ENGINE_FAILED", `The engine at ${socket} did not answer GET ${withoutQuery(path)} within ${timeoutMs / 1000} s`, { hint }));
    });
    call.on("error", failed);
    call.end();
  });
};

const parsed = <T>(text: string, socket: string, path: string): T => {
  try {
    const value: T = JSON.parse(text);
    return value;
  } catch (cause) {
    throw new DevError("ENGINE_FAILED", `What listens at ${socket} did not answer GET ${withoutQuery(path)} as an engine does`, { hint: HINT, cause });
  }
};

/**
 * GET from the engine.
 *
 * @param path Unversioned, so that any engine from 20.10 on answers in its own version.
 * @throws {EngineStatusError} for an answer other than 2xx; {@link DevError} `ENGINE_FAILED` when there is none; the
 * signal's reason when it is aborted.
 */
export const engineGet = async <T>(socket: string, path: string, timeoutMs = 30_000, signal?: AbortSignal): Promise<T> => {
  try {
    return parsed((await socketGet(socket, path, timeoutMs, signal)).text, socket, path);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw cause instanceof DevError ? cause : gone(socket, cause);
  }
};

const gone = (socket: string, cause: unknown): DevError =>
  new DevError("ENGINE_FAILED", `The engine at ${socket} went away in the middle of its work`, { hint: `When it runs again, the same command goes on from here. ${HINT}`, cause });

const open = (socket: string, method: "GET" | "POST", path: string, signal: AbortSignal | undefined, readAhead: { readonly highWaterMark?: number } = {}): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const call = request({ ...NO_TLS, socketPath: socket, method, path, ...(signal && { signal }), ...readAhead }, (response) => receive(`${method} ${path}`, response).then(resolve, reject));
    call.on("error", (cause) => reject(signal?.aborted ? signal.reason : gone(socket, cause)));
    call.end();
  });

/**
 * GET whose answer is too large to hold, for example an exported image.
 *
 * @param readAhead How many bytes wait here for whoever reads. @default Node's own
 * @throws {EngineStatusError} for an answer other than 2xx.
 */
export const engineStream = (socket: string, path: string, signal: AbortSignal, readAhead?: number): Promise<IncomingMessage> =>
  open(socket, "GET", path, signal, readAhead === undefined ? {} : { highWaterMark: readAhead });

/**
 * Resolves when a container does not run (any more), or is gone. Its status line comes at once, its body at the end. The client library sends a body with this
 * question: where an answer begins before that has been passed on, proxies in front of the engine cut the answer off. So it is asked without one.
 *
 * @returns its exit code.
 * @throws {EngineStatusError} when there is none.
 */
export const engineWait = async (socket: string, container: string, condition: "not-running" | "removed", signal?: AbortSignal): Promise<number> => {
  const path = `/containers/${container}/wait?condition=${condition}`;
  const answer = await open(socket, "POST", path, signal);
  try {
    return parsed<{ readonly StatusCode: number }>((await bytesOf(answer)).toString("utf8"), socket, path).StatusCode;
  } catch (cause) {
    if (cause instanceof DevError) throw cause;
    throw signal?.aborted ? signal.reason : gone(socket, cause);
  }
};

/** Starts a container without the client library. @returns `false` when the engine does not do it: the client's own attempt says why. */
export const engineStart = async (socket: string, container: string, signal: AbortSignal): Promise<boolean> => {
  try {
    await bytesOf(await open(socket, "POST", `/containers/${container}/start`, signal));
    return true;
  } catch (error) {
    if (!(error instanceof EngineStatusError)) throw error;
    return error.statusCode === NOT_MODIFIED;
  }
};

/** The `filters` parameter of the engine's list calls: things that carry all of these labels. */
export const labelFilter = (...labels: readonly string[]): string => filters({ label: labels });

/** Query that asks the engine for what passes every one of its filters. */
export const filters = (by: Readonly<Record<string, readonly string[]>>): string => `filters=${encodeURIComponent(JSON.stringify(by))}`;
