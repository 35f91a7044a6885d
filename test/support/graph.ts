import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { ComposedFrom } from "../../dev/graph/composition.ts";

/** The line that makes a schema one of Federation 2. */
export const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])\n';

/** A subgraph of a few lines. */
export const subgraph = (name: string, sdl: string): ComposedFrom => ({ name, url: `http://host.docker.internal/${name}`, sdl: `${FEDERATION}${sdl}` });

export const ACCOUNTS = subgraph("accounts", 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String }');
export const ORDERS = subgraph("orders", 'type User @key(fields: "id") { id: ID! orders: [Order] }\ntype Order { number: Int }');

/** A service that tells its schema, and nothing else; `tell` changes what it says. */
export const schemaServer = async (answer: { readonly status?: number; readonly body: string }) => {
  let now = answer;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(body);
      response.writeHead(now.status ?? 200, { "content-type": "application/json" }).end(now.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    tell: (next: { readonly status?: number; readonly body: string }) => (now = next),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};

export const telling = (sdl: string) => ({ body: JSON.stringify({ data: { _service: { sdl } } }) });
