import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import nodemailer from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { k3dInstance, type ClusterInstance } from "../../support/k3d-instance.ts";
import { subgraphProcess } from "../../support/subgraph-process.ts";
import { until } from "../../support/until.ts";

const post = (url: string, query: string): Promise<string> =>
  new Promise((resolve, reject) => {
    request(url, { method: "POST", headers: { "content-type": "application/json" }, agent: false }, (answer) => text(answer).then(resolve, reject)).on("error", reject).end(JSON.stringify({ query }));
  });

/** One cluster for all that is in no usual profile. */
let shop: ClusterInstance;
beforeAll(async () => {
  shop = await k3dInstance("gateway-k3d");
}, 60_000);
afterAll(async () => await shop[Symbol.asyncDispose]());

test("in a cluster, too, a new graph reaches the running router, which asks the services on this machine", { timeout: 300_000 }, async () => {
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

test("in a cluster, too, applications on this machine have the flags of the project's file, and their mail is in the inbox", { timeout: 300_000 }, async () => {
  await shop.write("flags.yml", "checkout.new: { enabled: true }\n");
  await shop.configure({ featureFlags: { file: "flags.yml" } });
  expect(await shop.run("up", "--only", "unleash", "--only", "mail")).toMatchObject({ exitCode: 0 });
  const { UNLEASH_URL, UNLEASH_API_TOKEN = "", SMTP_HOST, SMTP_PORT, SMTP_FROM } = await shop.env();
  const flags = await fetch(`${UNLEASH_URL}/client/features`, { headers: { authorization: UNLEASH_API_TOKEN } });
  expect(await flags.text()).toContain('"checkout.new"');
  await nodemailer.createTransport({ host: SMTP_HOST, port: Number(SMTP_PORT) }).sendMail({ from: SMTP_FROM, to: "ada@example.com", subject: "From outside", text: "Hello." });
  const inbox = (await shop.run("open", "mail", "--print")).stdout.trim();
  await until("the mail is there", async () => (await (await fetch(`${inbox}/api/v1/messages`)).text()).includes("From outside"));
});
