import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { watchGraph, type Give, type GraphEvent } from "../../../dev/wiring/graph/watch-graph.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { ACCOUNTS, schemaServer, telling } from "../../support/graph.ts";
import { until } from "../../support/until.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

/** Watches one service until the test ends it. */
const watching = async (url: string, give: Give) => {
  const copy = await makeWorkingCopy("shop", { "neotool.config.ts": `export default { gateway: { subgraphs: { accounts: { url: "${url}" } } } };` });
  const events: GraphEvent[] = [];
  const over = new AbortController();
  const clock = { ...fakeClock(), sleep: async () => (over.signal.throwIfAborted(), nextTurn()) };
  const watched = watchGraph(await openProject({ cwd: copy.path }), clock, give, (event) => events.push(event), over.signal).catch((error: unknown) => error);
  const types = () => events.map(({ type }) => type);
  return {
    events,
    types,
    [Symbol.asyncDispose]: async () => {
      over.abort(new Error("enough"));
      await watched;
      await copy[Symbol.asyncDispose]();
    },
  };
};

test("a changed schema is given to the router once, a broken one never, and one that is as it was is said to be whole", async () => {
  await using server = await schemaServer(telling(ACCOUNTS.sdl));
  const given: string[] = [];
  await using watch = await watching(server.url, async (supergraph) => given.push(supergraph) > 0);
  await until("the first graph is given", () => given.length === 1);
  server.tell(telling(ACCOUNTS.sdl.replace("name: String", "name: String age: Int")));
  await until("the second graph is given", () => given.length === 2);
  expect(given[1]).toContain("age: Int");
  server.tell(telling("type {"));
  await until("what is wrong is said", () => watch.types().includes("failed"));
  server.tell(telling(ACCOUNTS.sdl.replace("name: String", "name: String age: Int")));
  await until("it is said to be whole", () => watch.types().includes("mended"));
  expect(watch.types()).toEqual(["applied", "applied", "failed", "mended"]);
  expect(given).toHaveLength(2);
});

test("a router that another command is at work on gets the graph afterwards, and the hindrance is said once", async () => {
  await using server = await schemaServer(telling(ACCOUNTS.sdl));
  let tries = 0;
  await using watch = await watching(server.url, async () => {
    tries += 1;
    if (tries < 4) throw new DevError("INSTANCE_BUSY", "`neotool dev up` is at work on this instance", { hint: "Wait." });
    return true;
  });
  await until("the graph is given", () => watch.types().includes("applied"));
  expect(watch.types()).toEqual(["failed", "applied"]);
});
