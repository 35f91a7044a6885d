import { expect, test } from "vitest";
import { openComposer } from "../../dev/graph/composer.ts";
import { ACCOUNTS, ORDERS, subgraph } from "../support/graph.ts";

test("the caller goes on while a large graph is composed: it is the work of another thread", async () => {
  using composer = openComposer(new AbortController().signal);
  const many = Array.from({ length: 20 }, (_, index) =>
    subgraph(`s${index}`, `type Query { q${index}: T${index} }\ntype T${index} @key(fields: "id") { id: ID! ${Array.from({ length: 30 }, (_field, field) => `f${field}: String`).join(" ")} }`),
  );
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const composed = await composer.compose(many);
  clearInterval(turning);
  expect(composed).toMatchObject({ ok: true });
  expect(turns).toBeGreaterThan(20);
});

test("questions are answered in their order, and what is wrong with one is no matter of the next", async () => {
  using composer = openComposer(new AbortController().signal);
  const [broken, whole] = await Promise.all([composer.compose([ORDERS, { ...ACCOUNTS, sdl: "type" }]), composer.compose([ACCOUNTS, ORDERS])]);
  expect(broken).toMatchObject({ ok: false });
  if (!whole.ok) throw new Error("it should have been composed");
  expect(await composer.compare(whole.supergraph, whole.supergraph)).toEqual({ changes: [], routing: false });
  await expect(composer.api("no schema")).rejects.toThrow("composition failed");
  expect(await composer.api(whole.supergraph)).toContain("type Query");
});

test("who gives up waits for nothing", async () => {
  const gaveUp = new AbortController();
  using composer = openComposer(gaveUp.signal);
  const asked = composer.compose([ACCOUNTS]);
  gaveUp.abort(new Error("enough"));
  await expect(asked).rejects.toThrow(/enough|aborted/);
});
