import { expect, onTestFinished, test } from "vitest";
import { composeGraph } from "../../dev/graph/compose-graph.ts";
import { openComposer } from "../../dev/graph/composer.ts";
import type { ComposedFrom } from "../../dev/graph/composition.ts";
import { ACCOUNTS, ORDERS, subgraph } from "../support/graph.ts";

const supergraph = (...subgraphs: readonly ComposedFrom[]): string => {
  const composed = composeGraph(subgraphs);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  return composed.supergraph;
};

// In its thread, as always: the test runner would load a second copy of the library for us, and the two do not know each other's types.
const compareGraphs = (before: string, after: string) => {
  const composer = openComposer(new AbortController().signal);
  onTestFinished(() => composer[Symbol.dispose]());
  return composer.compare(before, after);
};

test("a field that went is breaking, one that came is not, and what breaks comes first", async () => {
  const after = subgraph("orders", 'type User @key(fields: "id") { id: ID! orders: [Order] total: Int }\ntype Order { code: String }');
  expect(await compareGraphs(supergraph(ACCOUNTS, ORDERS), supergraph(ACCOUNTS, after))).toEqual({
    routing: false,
    changes: [
      { kind: "breaking", message: "Field 'number' was removed from object type 'Order'", path: "Order.number" },
      { kind: "safe", message: expect.stringContaining("Field 'code' was added to object type 'Order'"), path: "Order.code" },
      { kind: "safe", message: expect.stringContaining("Field 'total' was added to object type 'User'"), path: "User.total" },
    ],
  });
});

test("the same graph has no difference", async () => {
  const same = supergraph(ACCOUNTS, ORDERS);
  expect(await compareGraphs(same, same)).toEqual({ changes: [], routing: false });
});

test("a service that moved is a difference that clients do not see", async () => {
  expect(await compareGraphs(supergraph(ACCOUNTS, ORDERS), supergraph(ACCOUNTS, { ...ORDERS, url: "http://elsewhere/graphql" }))).toEqual({ changes: [], routing: true });
});
