import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { Address } from "./address.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One GET on a connection of its own. Not `fetch`, which takes 50 ms to load and refuses some ports. @throws when there is no whole answer in time. */
export const httpGet = ({ host, port }: Address, path: string, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request({ host, port, path, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    call.on("error", reject);
    call.end();
  });
