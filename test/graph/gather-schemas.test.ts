import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { gatherSchemas } from "../../dev/graph/gather-schemas.ts";
import { asTheRouterCalls } from "../../dev/graph/subgraph.ts";
import { schemaServer, telling } from "../support/graph.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const SIGNAL = new AbortController().signal;

const gathering = async (files: Readonly<Record<string, string>> = {}) => {
  const copy = await makeWorkingCopy("graph", files);
  const options = { workingCopy: copy.path, directory: join(copy.path, ".neotool", "graph"), timeoutMs: 2000 };
  return { copy, options, [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose]() };
};

test("a running service is asked, and what it said is kept for when it is off", async () => {
  await using place = await gathering();
  const server = await schemaServer(telling("type Query { a: Int }"));
  const subgraphs = { app: { url: server.url, schema: undefined } };
  const running = await gatherSchemas(subgraphs, place.options, SIGNAL);
  expect(running).toEqual({ silent: [], schemas: [{ name: "app", url: server.url.replace("127.0.0.1", "host.docker.internal"), sdl: "type Query { a: Int }", from: "service", file: undefined }] });
  await server[Symbol.asyncDispose]();
  const off = await gatherSchemas(subgraphs, place.options, SIGNAL);
  expect(off.schemas).toMatchObject([{ name: "app", sdl: "type Query { a: Int }", from: "kept" }]);
  expect(off.silent).toEqual([{ name: "app", url: server.url, reason: `does not answer (ECONNREFUSED) at ${server.url}`, kept: true }]);
});

test("a service that never ran is left out, and named", async () => {
  await using place = await gathering();
  expect(await gatherSchemas({ app: { url: "http://127.0.0.1:9/graphql", schema: undefined } }, place.options, SIGNAL)).toEqual({
    schemas: [],
    silent: [{ name: "app", url: "http://127.0.0.1:9/graphql", reason: "does not answer (ECONNREFUSED) at http://127.0.0.1:9/graphql", kept: false }],
  });
});

test.each([
  ["no JSON", { status: 502, body: "<html>" }, "answers HTTP 502, and no JSON"],
  ["no subgraph", { body: JSON.stringify({ errors: [{ message: 'Cannot query field "_service" on type "Query".' }] }) }, 'does not tell its schema (HTTP 200): Cannot query field "_service" on type "Query".'],
  ["a closed door", { status: 401, body: "{}" }, "does not tell its schema (HTTP 401): there is no _service { sdl } in its answer"],
  ["an empty schema", telling(" "), "does not tell its schema (HTTP 200): there is no _service { sdl } in its answer"],
])("a service that answers with %s: why is said, and the schema of before stays", async (_what, answer, reason) => {
  await using place = await gathering();
  await using server = await schemaServer(telling("type Query { a: Int }"));
  const subgraphs = { app: { url: server.url, schema: undefined } };
  await gatherSchemas(subgraphs, place.options, SIGNAL);
  server.tell(answer);
  expect(await gatherSchemas(subgraphs, place.options, SIGNAL)).toMatchObject({ schemas: [{ sdl: "type Query { a: Int }", from: "kept" }], silent: [{ reason: `${reason} at ${server.url}` }] });
  expect(await readFile(join(place.options.directory, "subgraphs", "app.graphql"), "utf8")).toBe("type Query { a: Int }");
});

test("a schema file is read in place of asking, and one that is missing is named", async () => {
  await using place = await gathering({ "web/schema.graphql": "type Query { w: Int }" });
  await using server = await schemaServer(telling("type Query { a: Int }"));
  const gathered = await gatherSchemas({ web: { url: server.url, schema: "web/schema.graphql" }, app: { url: server.url, schema: "app/none.graphql" } }, place.options, SIGNAL);
  expect(gathered.schemas).toMatchObject([{ name: "web", sdl: "type Query { w: Int }", from: "file", file: "web/schema.graphql" }]);
  expect(gathered.silent).toMatchObject([{ name: "app", reason: "has no schema: there is no app/none.graphql", kept: false }]);
  expect(server.asked).toEqual([]);
});

test("the router calls this machine by the name that containers have for it, and others by their own", () => {
  expect(["http://localhost:8081/graphql", "http://127.0.0.1:8081/graphql", "http://[::1]:8081/graphql", "https://api.example.org/graphql"].map(asTheRouterCalls)).toEqual([
    "http://host.docker.internal:8081/graphql",
    "http://host.docker.internal:8081/graphql",
    "http://host.docker.internal:8081/graphql",
    "https://api.example.org/graphql",
  ]);
});
