import nodemailer from "nodemailer";
import { InMemStorageProvider, Unleash } from "unleash-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { instanceSecrets, ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { placesWithSecrets } from "../../support/secrets.ts";
import { until } from "../../support/until.ts";

const CONFIG = 'export default { featureFlags: { file: "flags.yml" } };';
const FLAGS = "checkout.new: { enabled: true }\nassets.preview: { enabled: true, rollout: 0 }\nweb.colour: { enabled: true, variants: { blue: 100 } }\n";

let shop: OwnedInstance;
let env: Readonly<Record<string, string>>;
let client: Unleash;

/** What an application sees, by Unleash's own client. */
const clientOf = async ({ UNLEASH_URL = "", UNLEASH_API_TOKEN = "" }: Readonly<Record<string, string>>): Promise<Unleash> => {
  const unleash = new Unleash({ appName: "shop", url: UNLEASH_URL, customHeaders: { Authorization: UNLEASH_API_TOKEN }, refreshInterval: 200, disableMetrics: true, storageProvider: new InMemStorageProvider(), disableAutoStart: true, skipInstanceCountWarning: true });
  unleash.on("error", () => {}); // Unleash is started anew in between: a client goes on with what it knows
  await unleash.start();
  return unleash;
};

/** As an administrator's script does it. */
const admin = (path: string, method = "GET", body?: object): Promise<Response> =>
  fetch(`${env.UNLEASH_URL}/admin/projects/default/features${path}`, { method, headers: { authorization: env.UNLEASH_ADMIN_TOKEN ?? "", "content-type": "application/json" }, ...(body && { body: JSON.stringify(body) }) });

const send = (subject: string): Promise<unknown> =>
  nodemailer.createTransport({ host: env.SMTP_HOST, port: Number(env.SMTP_PORT), secure: env.SMTP_USE_TLS === "true", auth: { user: "comms", pass: "whatever" } }).sendMail({ from: env.SMTP_FROM, to: "ada@example.com", subject, text: "Welcome." });

interface Found {
  readonly messages: readonly { readonly Subject: string; readonly To: readonly { readonly Address: string }[] }[];
}

let inbox = "";
const subjects = async (query = "to:ada@example.com"): Promise<readonly string[]> => {
  const found: Found = JSON.parse(await (await fetch(`${inbox}/api/v1/search?query=${encodeURIComponent(query)}`)).text());
  return found.messages.map(({ Subject }) => Subject);
};

beforeAll(async () => {
  shop = await ownedInstance("flags-and-mail", { "neotool.config.ts": CONFIG, "flags.yml": FLAGS });
}, 60_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
});

test("both come up with what they need, and with nothing else", { timeout: 300_000 }, async () => {
  const up = await shop.run("up", "--only", "unleash", "--only", "mail");
  expect(up).toMatchObject({ exitCode: 0 });
  expect(await shop.phases()).toMatchObject({ postgres: "ready", unleash: "ready", mail: "ready" });
  expect(Object.keys(await shop.containers())).toEqual(["mail", "postgres", "unleash"]);
  env = await shop.env();
  inbox = (await shop.run("open", "mail", "--print")).stdout.trim();
});

test("an application has the flags of the project's file by Unleash's own client", { timeout: 60_000 }, async () => {
  client = await clientOf(env);
  await until("the client has read the flags", () => client.isEnabled("checkout.new"));
  expect([client.isEnabled("assets.preview", { userId: "7" }), client.isEnabled("unknown")]).toEqual([false, false]);
  expect(client.getVariant("web.colour")).toMatchObject({ name: "blue", enabled: true });
  const pages = await shop.env("--for", "next");
  // What Unleash tells pages it reads anew every few seconds only.
  const seen = async () => (await fetch(pages.NEXT_PUBLIC_UNLEASH_FRONTEND_API_URL ?? "", { headers: { authorization: pages.NEXT_PUBLIC_UNLEASH_FRONTEND_API_TOKEN ?? "" } })).text();
  await expect.poll(seen, { timeout: 30_000, interval: 200 }).toContain('"checkout.new"');
});

test("a changed file is taken at the next up; a flag that it does not name stays", { timeout: 120_000 }, async () => {
  expect((await admin("", "POST", { name: "by.hand", type: "release" })).status).toBe(201);
  expect((await admin("/by.hand/environments/development/on", "POST")).status).toBe(200);
  await shop.write("flags.yml", FLAGS.replace("checkout.new: { enabled: true }", "checkout.new: { enabled: false }\nsearch.fast: { enabled: true }"));
  expect(await shop.run("up", "--only", "unleash", "--only", "mail")).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/unleash/) });
  await until("the client sees the file's change", () => !client.isEnabled("checkout.new") && client.isEnabled("search.fast"));
  expect(client.isEnabled("by.hand")).toBe(true);
});

test("a file that is wrong is refused before anything is touched", async () => {
  const before = await shop.containers();
  await shop.write("flags.yml", "checkout.new: { enable: true }");
  expect(await shop.run("up", "--only", "unleash")).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/flags\.yml:1:\d+ checkout\.new: .*"enable"/) });
  expect(await shop.containers()).toEqual(before);
  await shop.write("flags.yml", FLAGS);
  expect(await shop.run("up", "--only", "unleash", "--only", "mail")).toMatchObject({ exitCode: 0 });
});

test("a mail that an application sends, with a password as in production, is found in the inbox", async () => {
  await send("Welcome, Ada");
  await until("the mail is there", async () => (await subjects()).includes("Welcome, Ada"));
  expect(await (await fetch(inbox)).text()).toContain("Mailpit");
});

test("no secret is in a log, in what the engine shows of a container, or in what others see of its process", async () => {
  const engine = await docker();
  const containers = await shop.containers();
  const inspected = await Promise.all(["unleash", "mail"].map(async (name) => [`inspect ${name}`, JSON.stringify(await engine.getContainer(containers[name] ?? "").inspect())] as const));
  const logs = await shop.run("logs", "unleash");
  const process = await shop.run("exec", "unleash", "cat", "/proc/1/environ", "/proc/1/cmdline");
  expect(process.stdout).toContain("unleash_db");
  expect(placesWithSecrets({ ...Object.fromEntries(inspected), logs: logs.stdout, process: process.stdout }, await instanceSecrets(shop))).toEqual([]);
});

test("reset empties Unleash's database and the inbox: the flags of the file are there again, and a restore brings back the rest", { timeout: 300_000 }, async () => {
  expect(await shop.run("reset", "--only", "postgres:unleash_db", "--only", "mail", "--yes")).toMatchObject({ exitCode: 0 });
  await until("the file's flags are known again, and the one by hand is not", () => client.isEnabled("checkout.new") && !client.isEnabled("by.hand"));
  expect(await subjects()).toEqual([]);
  expect(await shop.run("snapshot", "restore", "--last", "--yes")).toMatchObject({ exitCode: 0 });
  await until("the flag by hand is known again", () => client.isEnabled("by.hand"));
  client.destroy(); // while Unleash answers: what it still asks then fails with nobody listening
  expect(await subjects()).toEqual(["Welcome, Ada"]);
});

test("data that know other secrets are told this instance's: tokens and the administrator's password", { timeout: 120_000 }, async () => {
  await shop.write("neotool.config.ts", 'export default { featureFlags: { file: "flags.yml" }, credentials: { "unleash.backend-token": "pinned-by-the-test", "unleash.admin": "pinned-password" } };');
  expect(await shop.run("up", "--only", "unleash", "--only", "mail")).toMatchObject({ exitCode: 0 });
  env = await shop.env();
  const another = await clientOf(env);
  await until("the new token is known", () => another.isEnabled("by.hand"));
  another.destroy();
  const login = await fetch(`${(env.UNLEASH_URL ?? "").replace(/\/api$/, "")}/auth/simple/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ username: env.UNLEASH_ADMIN_USERNAME, password: env.UNLEASH_ADMIN_PASSWORD }) });
  expect(login.status).toBe(200);
});

test("a flag that only Unleash itself can refuse ends it, and up says what to mend", { timeout: 120_000 }, async () => {
  await shop.write("flags.yml", "checkout.new: { strategies: [{ name: nonsense }] }");
  const refused = await shop.run("up", "--only", "unleash", "--json");
  expect(refused.exitCode).toBe(1);
  expect(envelope(refused).error).toMatchObject({ code: "SERVICE_EXITED", message: expect.stringContaining("does not take the flags"), hint: expect.stringContaining("featureFlags.file"), evidence: expect.arrayContaining([expect.stringContaining("nonsense")]) });
});

test("what is emptied while Unleash does not run is there again when it does", { timeout: 120_000 }, async () => {
  expect(await shop.run("reset", "--only", "postgres:unleash_db", "--no-snapshot", "--yes")).toMatchObject({ exitCode: 0 });
  await shop.write("flags.yml", FLAGS);
  expect(await shop.run("up", "--only", "unleash")).toMatchObject({ exitCode: 0 });
});
