import { writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signJwt } from "../../../dev/secrets/jwt.ts";
import { rotateJwtKeys, readJwtKeys } from "../../../dev/secrets/jwt-keys.ts";
import { envelope, spawnNeotool } from "../../support/cli.ts";
import { ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { subgraphProcess } from "../../support/subgraph-process.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const ACCOUNTS = 'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String }\n';
const ORDERS = 'type User @key(fields: "id") { id: ID! orders: [String] }\n';
const ORDERS_WITH_TOTAL = 'type User @key(fields: "id") { id: ID! orders: [String] total: Int }\n';

interface Answer {
  readonly data?: { readonly me?: Readonly<Record<string, unknown>> | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

const running: (() => PromiseLike<void>)[] = [];

const serviceAt = async (kind: "accounts" | "orders", schema: string, env: Readonly<Record<string, string>>) => {
  const { url, [Symbol.asyncDispose]: stop } = await subgraphProcess(kind, schema, env);
  running.push(stop);
  return { url, stop };
};

let shop: OwnedInstance;
let router: string;
let token = "";
let accounts: Awaited<ReturnType<typeof serviceAt>>;
let orders: Awaited<ReturnType<typeof serviceAt>>;

const schemaOf = (kind: string) => join(shop.path, `${kind}.graphql`);
const config = (urls: Readonly<Record<string, string>>) =>
  `export default { gateway: { subgraphs: { ${Object.entries(urls).map(([name, url]) => `${name}: { url: "${url}" }`).join(", ")} } } };`;

const ask = async (query: string, authorization = `Bearer ${token}`): Promise<Answer> => {
  const headers = { "content-type": "application/json", ...(authorization !== "" && { authorization }) };
  const body: Answer = JSON.parse(await new Promise<string>((resolve, reject) => {
    // On a connection of its own: the router closes those that are idle when it takes a graph up, and a kept one may be used just then.
    request(router, { method: "POST", headers, agent: false }, (answer) => text(answer).then(resolve, reject)).on("error", reject).end(JSON.stringify({ query }));
  }));
  return body;
};

const fieldsOfUser = async (): Promise<string> => JSON.stringify((await ask('{ __type(name: "User") { fields { name } } }')).data);

beforeAll(async () => {
  shop = await ownedInstance("gateway", { "accounts.graphql": ACCOUNTS, "orders.graphql": ORDERS });
});
afterAll(async () => {
  await Promise.all(running.map((stop) => stop()));
  await shop[Symbol.asyncDispose]();
});

test("the router begins before any service runs, says so, and serves a graph that says so, too", async () => {
  await shop.write("neotool.config.ts", config({ accounts: "http://localhost:9/graphql" }));
  const up = await shop.run("up", "--only", "router", "--only", "minio", "--json");
  expect(up).toMatchObject({ exitCode: 0 });
  expect(envelope(up).warnings).toContainEqual("No subgraph gives its schema: the router serves no graph yet. When your services run: neotool dev graph apply");
  const environment = await shop.env();
  router = environment.GRAPHQL_ENDPOINT ?? "";
  expect(JSON.stringify(await ask("{ __schema { queryType { fields { name } } } }"))).toContain("nothingIsComposedYet");
  // From here on the services run, and check tokens as Neotool's do.
  const env = { JWT_JWKS_URL: environment.JWT_JWKS_URL ?? "" };
  [accounts, orders] = await Promise.all([serviceAt("accounts", schemaOf("accounts"), env), serviceAt("orders", schemaOf("orders"), env)]);
  await shop.write("neotool.config.ts", config({ accounts: accounts.url, orders: orders.url }));
  token = (await shop.run("keys", "sign", '{"sub":"ada"}')).stdout.trim();
});

test("the graph of two services is composed and taken up by the running router, and a query is answered by both", async () => {
  const before = await shop.containers();
  expect(await shop.run("graph", "check")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("They make a graph.") });
  expect(await shop.run("graph", "apply")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("The router takes it up within three seconds.") });
  await until("the router knows orders", async () => (await fieldsOfUser()).includes("orders"));
  expect(await ask("{ me { name orders } }")).toEqual({ data: { me: { name: "Ada", orders: ["first", "second"] } } });
  expect(await shop.containers()).toEqual(before);
});

test("what would change for clients is said before it is applied", async () => {
  await writeFile(schemaOf("orders"), ORDERS_WITH_TOTAL);
  expect(await shop.run("graph", "diff")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Field 'total' was added to object type 'User'") });
  await writeFile(schemaOf("orders"), ORDERS);
  expect(await shop.run("graph", "diff")).toMatchObject({ exitCode: 0, stdout: "Nothing would change." });
});

test("a changed schema reaches the router by itself while it is watched; a broken one is said, and the old graph stays", async () => {
  const watching = spawnNeotool(["graph", "apply", "--watch", "--json"], { cwd: shop.path });
  const events: { readonly type: string; readonly evidence?: readonly string[] }[] = [];
  createInterface({ input: watching.stdout }).on("line", (line) => events.push(JSON.parse(line)));
  const count = (type: string) => events.filter((event) => event.type === type).length;
  await until("the first graph is applied", () => count("applied") === 1);
  await writeFile(schemaOf("orders"), ORDERS_WITH_TOTAL);
  await until("the router knows the total", async () => (await fieldsOfUser()).includes("total"));
  expect(await ask("{ me { total } }")).toEqual({ data: { me: { total: 42 } } });
  await writeFile(schemaOf("orders"), `${ORDERS_WITH_TOTAL}extend type User { name: Int }\n`);
  await until("what is wrong is said", () => count("failed") === 1);
  const [failed] = events.filter(({ type }) => type === "failed");
  expect(failed?.evidence?.join("\n")).toContain('Type of field "User.name" is incompatible across subgraphs');
  expect(failed?.evidence?.[0]).toContain(".neotool/graph/subgraphs/orders.graphql:3:20");
  await writeFile(schemaOf("orders"), "type {");
  await until("that it is no schema is said", () => count("failed") === 2);
  expect(await fieldsOfUser()).toContain("total");
  await writeFile(schemaOf("orders"), ORDERS_WITH_TOTAL);
  watching.kill("SIGINT");
  expect((await watching).exitCode).toBe(0); // Ctrl+C is how watching ends
});

test("a broken graph is refused with every place, and exit code 1", async () => {
  await writeFile(schemaOf("orders"), `${ORDERS_WITH_TOTAL}extend type User { name: Int }\n`);
  for (const action of ["check", "apply", "diff"]) {
    const refused = await shop.run("graph", action, "--json");
    expect(refused.exitCode).toBe(1);
    expect(envelope(refused).error).toMatchObject({ code: "GRAPH_INVALID", evidence: expect.arrayContaining([expect.stringContaining("FIELD_TYPE_MISMATCH")]) });
  }
  await writeFile(schemaOf("orders"), ORDERS_WITH_TOTAL);
});

test("a token reaches the services, which check it: none, an expired and a foreign one are refused with 401", async () => {
  const foreign = await tempDir();
  await rotateJwtKeys(foreign.path);
  const stranger = await signJwt(await readJwtKeys(foreign.path), { sub: "ada" }, "1h");
  const own = await readJwtKeys(join(shop.path, ".neotool", "jwt"));
  const expired = await signJwt(own, { sub: "ada", exp: 1 }, "-1h");
  await foreign[Symbol.asyncDispose]();
  expect(await ask("{ me { name } }")).toEqual({ data: { me: { name: "Ada" } } });
  for (const bad of ["", `Bearer ${expired}`, `Bearer ${stranger}`]) {
    const { data, errors } = await ask("{ me { name } }", bad);
    expect(data?.me ?? null).toBeNull();
    expect(errors?.[0]?.message).toContain("401");
  }
});

test("the web app may ask from a browser, another page may not", async () => {
  const preflight = async (origin: string) => (await fetch(router, { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" } })).headers;
  expect((await preflight("http://localhost:3000")).get("access-control-allow-origin")).toBe("http://localhost:3000");
  expect((await preflight("http://evil.example")).get("access-control-allow-origin")).toBeNull();
});

test("services that are off count as they were: up leaves the router alone, and one made anew begins with the last graph", async () => {
  await shop.run("graph", "apply");
  await until("the router knows the total", async () => (await fieldsOfUser()).includes("total"));
  await orders.stop();
  const before = await shop.containers();
  const again = await shop.run("up", "--only", "router", "--json");
  expect(again.exitCode).toBe(0);
  expect(envelope(again).warnings.join("\n")).toContain("the graph has the schema of before");
  expect(await shop.containers()).toEqual(before);
  await accounts.stop();
  expect((await shop.run("down")).exitCode).toBe(0);
  expect((await shop.run("up", "--only", "router")).exitCode).toBe(0);
  expect(await fieldsOfUser()).toContain("total");
  expect((await shop.run("graph", "show")).stdout).toContain("total: Int");
});

test("a configuration that the router refuses: up ends with the router's own words, and shows what it means", async () => {
  await shop.write("neotool.config.ts", "export default { gateway: { router: { limits: { max_depht: 5 } } } };");
  const refused = await shop.run("up", "--only", "router", "--json");
  expect(refused.exitCode).toBe(1);
  expect(envelope(refused).error).toMatchObject({ code: "SERVICE_EXITED", hint: expect.stringContaining("gateway.router"), evidence: expect.arrayContaining([expect.stringMatching(/^1\. at line \d+$/), expect.stringContaining('"max_depht": 5'), expect.stringContaining("'max_depht' was unexpected")]) });
});

test("checking tokens in the router itself needs a licence, which up says", async () => {
  await shop.write("neotool.config.ts", 'export default { gateway: { jwt: "required" } };');
  const refused = await shop.run("up", "--only", "router", "--json");
  expect(envelope(refused).error).toMatchObject({ code: "SERVICE_EXITED", message: expect.stringContaining("licence"), hint: expect.stringContaining("gateway.licence") });
});
