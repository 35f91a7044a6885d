import { expect, test } from "vitest";
import { composeGraph } from "../../dev/graph/compose-graph.ts";
import { notComposed, noSchemas, silentText } from "../../dev/graph/graph-error.ts";
import type { SubgraphSchema } from "../../dev/graph/subgraph.ts";
import { subgraph } from "../support/graph.ts";

test("two services that disagree: the places are files that an editor opens, the project's own or the copy of what was said", () => {
  const accounts = subgraph("accounts", 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String @shareable }');
  const billing = subgraph("billing", 'type User @key(fields: "id") { id: ID! name: Int @shareable }');
  const schemas: readonly SubgraphSchema[] = [
    { ...accounts, from: "service", file: undefined },
    { ...billing, from: "file", file: "schemas/billing.graphql" },
  ];
  const composed = composeGraph(schemas);
  if (composed.ok) throw new Error("it should not make a graph");
  expect(notComposed(composed.problems, schemas)).toMatchObject({
    code: "GRAPH_INVALID",
    message: "The graph cannot be composed: there is a problem",
    evidence: [
      ".neotool/graph/subgraphs/accounts.graphql:3:40 schemas/billing.graphql:2:40 FIELD_TYPE_MISMATCH",
      '  Type of field "User.name" is incompatible across subgraphs: it has type "String" in subgraph "accounts" but type "Int" in subgraph "billing"',
    ],
  });
});

test("a service that is off is said with what counts in its place", () => {
  const off = { name: "app", url: "http://localhost:8081/graphql", reason: "does not answer (ECONNREFUSED) at http://localhost:8081/graphql" };
  expect(silentText({ ...off, kept: true })).toBe("app does not answer (ECONNREFUSED) at http://localhost:8081/graphql: its schema of before is used");
  expect(silentText({ ...off, kept: false })).toBe("app does not answer (ECONNREFUSED) at http://localhost:8081/graphql: it is not in the graph");
  expect(noSchemas([{ ...off, kept: false }])).toMatchObject({ code: "GRAPH_INVALID", evidence: ["app does not answer (ECONNREFUSED) at http://localhost:8081/graphql"] });
});
