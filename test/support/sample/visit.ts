import { request } from "node:http";
import { text } from "node:stream/consumers";

export interface Visited {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface Visit {
  readonly method?: "GET" | "POST" | "OPTIONS";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own, whose answer is taken as it is: a redirect is not followed. */
export const visit = (url: string, { method = "GET", headers = {}, body = "" }: Visit = {}): Promise<Visited> =>
  new Promise((resolve, reject) => {
    const call = request(url, { method, headers, agent: false }, (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, body: said, headers: answer.headers }), reject);
    });
    call.on("error", reject).end(body);
  });

/** Asks a service or the router, as a client of GraphQL does. */
export const askGraph = (url: string, query: string, headers: Readonly<Record<string, string>> = {}): Promise<Visited> =>
  visit(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query }) });
