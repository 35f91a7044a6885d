import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { k3dInstance } from "../../support/k3d-instance.ts";
import { subgraphProcess } from "../../support/subgraph-process.ts";
import { until } from "../../support/until.ts";

const post = (url: string, query: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { method: "POST", headers: { "content-type": "application/json" }, agent: false }, (answer) => text(answer).then(resolve, reject)).on("error", reject).end(JSON.stringify({ query }));
  });

test("in a cluster, too, a new graph reaches the running router, which asks the services on this machine", { timeout: 300_000 }, async () => {
  await using shop = await k3dInstance("gateway-k3d");
  await shop.write("accounts.graphql", 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String }\n');
  expect(await shop.run("up", "--only", "router")).toMatchObject({ exitCode: 0 });
  const router = (await shop.env()).GRAPHQL_ENDPOINT ?? "";
  expect(await post(router, "{ __schema { queryType { fields { name } } } }")).toContain("nothingIsComposedYet");

  await using accounts = await subgraphProcess("accounts", join(shop.path, "accounts.graphql"));
  await shop.configure({ gateway: { subgraphs: { accounts: { url: accounts.url } } } });
  expect(await shop.run("graph", "apply")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("The router takes it up") });
  await until("the router has the new graph", async () => (await post(router, '{ __type(name: "User") { name } }')).includes('"User"'));
  expect(JSON.parse(await post(router, "{ me { name } }"))).toEqual({ data: { me: { name: "Ada" } } });
});
