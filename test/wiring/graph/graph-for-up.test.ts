import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openProject, type Project } from "../../../dev/wiring/project.ts";
import { graphForUp } from "../../../dev/wiring/graph/graph-for-up.ts";
import { keepOrigin } from "../../../dev/wiring/graph/graph-files.ts";
import { supergraphPath } from "../../../dev/wiring/desired-state.ts";
import { ACCOUNTS, ORDERS, schemaServer, telling } from "../../support/graph.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const place = async (subgraphs: Readonly<Record<string, string>>) => {
  const entries = Object.entries(subgraphs).map(([name, url]) => `${name}: { url: "${url}" }`);
  const copy = await makeWorkingCopy("shop", { "neotool.config.ts": `export default { gateway: { subgraphs: { ${entries.join(", ")} } } };` });
  const project = await openProject({ cwd: copy.path });
  return { project, [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose]() };
};

const forUp = async (project: Project) => {
  const warnings: string[] = [];
  const graph = await graphForUp(project, (text) => warnings.push(text), new AbortController().signal);
  return { graph, warnings };
};

const OFF = "http://127.0.0.1:9/graphql";

test("up composes what runs, once; where nothing changed there is nothing new for the router", async () => {
  await using accounts = await schemaServer(telling(ACCOUNTS.sdl));
  await using shop = await place({ accounts: accounts.url, orders: OFF });
  const { graph, warnings } = await forUp(shop.project);
  expect(warnings).toEqual([`orders does not answer (ECONNREFUSED) at ${OFF}: not in the graph until neotool dev graph apply`]);
  expect(graph?.supergraph).toContain('ACCOUNTS @join__graph(name: "accounts"');
  expect(await readFile(supergraphPath(shop.project.directory), "utf8")).toBe(graph?.supergraph);
  await keepOrigin(shop.project.directory, graph?.origin ?? "");
  expect((await forUp(shop.project)).graph).toBeUndefined();
});

test("a router that never got the graph gets it at the next up: a run may be killed in the middle", async () => {
  await using accounts = await schemaServer(telling(ACCOUNTS.sdl));
  await using shop = await place({ accounts: accounts.url });
  const first = await forUp(shop.project);
  expect((await forUp(shop.project)).graph).toEqual(first.graph);
});

test("services that do not fit together are said, and the graph of before stays", async () => {
  await using accounts = await schemaServer(telling(ACCOUNTS.sdl));
  await using orders = await schemaServer(telling(ORDERS.sdl));
  await using shop = await place({ accounts: accounts.url, orders: orders.url });
  const { graph } = await forUp(shop.project);
  orders.tell(telling("type Query { me: Int }"));
  const broken = await forUp(shop.project);
  expect(broken.graph).toBeUndefined();
  expect(broken.warnings.join("\n")).toContain("The graph cannot be composed: there are 2 problems; the router keeps the graph that it has.");
  expect(broken.warnings.join("\n")).toContain('"Query.me"');
  expect(await readFile(supergraphPath(shop.project.directory), "utf8")).toBe(graph?.supergraph);
});

test("where no service runs yet, up says what comes next", async () => {
  await using shop = await place({ accounts: OFF });
  expect(await forUp(shop.project)).toEqual({ graph: undefined, warnings: ["No subgraph gives its schema: the router serves no graph yet. When your services run: neotool dev graph apply"] });
});
