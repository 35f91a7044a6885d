import { expect, test } from "vitest";
import { composeGraph } from "../../dev/graph/compose-graph.ts";
import { ACCOUNTS, ORDERS, subgraph } from "../support/graph.ts";

test("two services make one graph: clients see the fields of both, the router who answers them", () => {
  const composed = composeGraph([ACCOUNTS, ORDERS]);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  expect(composed.supergraph).toContain('ORDERS @join__graph(name: "orders", url: "http://host.docker.internal/orders")');
  expect(composed.api).toContain("type User {\n  id: ID!\n  name: String\n  orders: [Order]\n}");
  expect(composed.api).not.toContain("join__");
});

test("services that disagree about a field: both are named, each with the place of the field in its schema", () => {
  const other = subgraph("billing", 'type User @key(fields: "id") {\n  id: ID!\n  name: Int @shareable\n}');
  const accounts = subgraph("accounts", 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String @shareable }');
  expect(composeGraph([accounts, other])).toEqual({
    ok: false,
    problems: [
      {
        code: "FIELD_TYPE_MISMATCH",
        message: 'Type of field "User.name" is incompatible across subgraphs: it has type "String" in subgraph "accounts" but type "Int" in subgraph "billing"',
        places: [
          { subgraph: "accounts", line: 3, column: 40 },
          { subgraph: "billing", line: 4, column: 3 },
        ],
      },
    ],
  });
});

test("a field that two services answer without saying that they share it: the places are known, too", () => {
  const composed = composeGraph([ACCOUNTS, subgraph("other", "type Query { me: User }\ntype User { name: String }")]);
  expect(composed).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.objectContaining({ code: "INVALID_FIELD_SHARING", places: [expect.objectContaining({ subgraph: "accounts" }), expect.objectContaining({ subgraph: "other" })] })]) });
});

test("what is no schema is said with its line, of every service at once", () => {
  const composed = composeGraph([subgraph("accounts", "type Query { me"), subgraph("orders", "type {")]);
  expect(composed).toMatchObject({
    ok: false,
    problems: [
      { code: "INVALID_GRAPHQL", message: expect.stringContaining("[accounts] Syntax Error"), places: [{ subgraph: "accounts", line: 2 }] },
      { code: "INVALID_GRAPHQL", message: expect.stringContaining("[orders] Syntax Error"), places: [{ subgraph: "orders", line: 2 }] },
    ],
  });
});

test("a type that nobody has is a problem of the service that speaks of it", () => {
  expect(composeGraph([subgraph("accounts", "type Query { me: Nobody }")])).toMatchObject({ ok: false, problems: [{ code: "INVALID_GRAPHQL", message: "[accounts] Unknown type Nobody", places: [{ subgraph: "accounts", line: 2, column: 18 }] }] });
});

test("a query that no way leads to is said with the query", () => {
  const composed = composeGraph([subgraph("a", 'type Query { u: U }\ntype U @key(fields: "id") { id: ID! }'), subgraph("b", 'type U @key(fields: "k") { k: ID! x: Int }')]);
  expect(composed).toMatchObject({ ok: false, problems: expect.arrayContaining([expect.objectContaining({ code: "SATISFIABILITY_ERROR", message: expect.stringContaining('cannot find field "U.x"') })]) });
});

test("a schema of Federation 1, as older services have it, is taken", () => {
  const accounts = { ...ACCOUNTS, sdl: 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! }' };
  expect(composeGraph([accounts, { ...ORDERS, sdl: 'extend type User @key(fields: "id") { id: ID! @external orders: Int }' }])).toMatchObject({ ok: true });
});
