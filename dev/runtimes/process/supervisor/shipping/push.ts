import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";

/** `later`: it is not there, or has too much to do. `refused`: it will never take them; why, in its own words. */
export type Pushed = { readonly kind: "taken" | "later" } | { readonly kind: "refused"; readonly why: string };

/** Sends a body to the Loki at a URL. Never throws. */
export type Push = (to: string, body: string) => Promise<Pushed>;

const ANSWERS_WITHIN_MS = 10_000;
const MOST_SAID = 300;

/** One connection, kept while there is something to send. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export const pushToLoki: Push = (to, body) =>
  new Promise((resolve) => {
    const later = () => resolve({ kind: "later" });
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const call = request(`${to}/loki/api/v1/push`, { method: "POST", agent, headers, timeout: ANSWERS_WITHIN_MS }, (answer) => {
      const { statusCode = 0 } = answer;
      text(answer).then((said) => {
        if (statusCode === 400) resolve({ kind: "refused", why: said.slice(0, MOST_SAID).trim() });
        else if (statusCode === 200 || statusCode === 204) resolve({ kind: "taken" });
        else later(); // whoever answers anything else is no Loki, or not yet
      }, later);
    });
    call.on("timeout", () => call.destroy());
    call.on("error", later);
    call.end(body);
  });
