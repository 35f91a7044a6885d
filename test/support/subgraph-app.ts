import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse } from "graphql";
import { createRemoteJWKSet, jwtVerify } from "jose";

/**
 * A small service as Neotool's are: a subgraph that reads its schema at every request, so that it changes as in
 * development, and that checks tokens against JWT_JWKS_URL, where that is set. Prints the port that it listens on.
 *
 * A program of its own, in Node itself: the test runner would load GraphQL twice.
 */
const [, , kind = "", schemaFile = ""] = process.argv;
const FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])\n';

const RESOLVERS: Readonly<Record<string, Record<string, Record<string, (parent: { readonly id: string }) => unknown>>>> = {
  accounts: { Query: { me: () => ({ id: "1", name: "Ada" }) } },
  orders: { User: { __resolveReference: ({ id }) => ({ id, orders: ["first", "second"], total: 42 }) } },
};

const keys = process.env.JWT_JWKS_URL === undefined ? undefined : createRemoteJWKSet(new URL(process.env.JWT_JWKS_URL));

const mayAsk = async (authorization: string | undefined): Promise<boolean> => {
  if (!keys) return true;
  try {
    await jwtVerify(authorization?.replace(/^Bearer /, "") ?? "", keys);
    return true;
  } catch {
    return false;
  }
};

const server = createServer(async (request, response) => {
  const { query, variables } = JSON.parse(await text(request));
  const asksForSchema = String(query).includes("_service");
  if (!asksForSchema && !(await mayAsk(request.headers.authorization))) return void response.writeHead(401).end();
  const sdl = `${FEDERATION}${readFileSync(schemaFile, "utf8")}`;
  // Told as it stands, also where it is none: that is what a service under work does.
  if (asksForSchema) return void response.end(JSON.stringify({ data: { _service: { sdl } } }));
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: RESOLVERS[kind] ?? {} });
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables })));
});
// On every address: a container calls it.
server.listen(0, "0.0.0.0", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
