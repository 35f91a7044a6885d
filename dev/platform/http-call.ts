import { request, type OutgoingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

interface HttpCall {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | undefined;
  /** A connection of its own: who is asked may be gone the next moment, and somebody else there. @default one that serves the next call, too */
  readonly isAlone?: boolean;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One call. Not `fetch`, which takes 40 ms of a processor to load and refuses some ports. @throws when there is no whole answer, or the signal is aborted. */
export const httpCall = (url: string, { method, headers, body, isAlone = false, signal }: HttpCall): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers, signal, ...(isAlone && { agent: false }) }, (answer) => {
      text(answer).then((whole) => resolve({ status: answer.statusCode ?? 0, body: whole }), reject);
    });
    call.on("error", reject);
    call.end(body);
  });
