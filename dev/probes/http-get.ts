import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Address } from "./address.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own. Not `fetch`, which takes 50 ms to load and refuses some ports. @throws when there is no whole answer in time, or the signal is aborted. */
export const httpGet = ({ host, port }: Address, path: string, headers: Readonly<Record<string, string>>, timeoutMs: number, signal?: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const call = request({ host, port, path, headers, agent: false, signal: signal ? AbortSignal.any([signal, timeout]) : timeout }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    call.on("error", reject);
    call.end();
  });
