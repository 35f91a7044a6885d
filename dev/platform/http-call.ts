import { request } from "node:http";
import { text } from "node:stream/consumers";

interface HttpCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

/** One call, over a connection that serves the next one, too. Not `fetch`, which takes 40 ms of a processor to load. @throws when there is no whole answer, or the signal is aborted. */
export const httpCall = (url: string, { method, headers, body, signal }: HttpCall): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers, signal }, (answer) => {
      text(answer).then((whole) => resolve({ status: answer.statusCode ?? 0, body: whole }), reject);
    });
    call.on("error", reject);
    call.end(body);
  });
