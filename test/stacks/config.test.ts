import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { settingsFrom } from "../../dev/stacks/config/settings-from.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { loadInNode, type LoadAnswer } from "../support/load-config.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const load = async (source: string | undefined): Promise<LoadAnswer> => {
  await using copy = await makeWorkingCopy("shop", source === undefined ? {} : { "neotool.config.ts": source });
  return await loadInNode(copy.path);
};

const settings = async (source: string | undefined) => {
  const answer = await load(source);
  if ("code" in answer) throw new Error([answer.message, ...answer.evidence].join("\n"));
  return settingsFrom(answer.config, { rules: [], dashboards: [], flags: [] });
};

const problems = async (source: string): Promise<readonly string[]> => {
  const answer = await load(source);
  if (!("code" in answer)) throw new Error("it should have been refused");
  expect(answer.code).toBe("CONFIG_INVALID");
  return answer.evidence;
};

test("a project without a config gets production's settings", async () => {
  expect(await settings(undefined)).toEqual(DEFAULT_SETTINGS);
});

test("what a config says is laid over the defaults", async () => {
  const { postgres, kafka } = await settings(`import { defineConfig, type Config } from "neotool";
const topics: Config["kafka"] = { topics: { "order.created": { partitions: 3 }, plain: {} } };
export default defineConfig({ postgres: { port: 5433, databases: { reporting: { schemas: ["r"] } } }, kafka: topics });`);
  expect(postgres.port).toBe(5433);
  expect(postgres.databases).toEqual({ reporting: { schemas: ["r"], extensions: [] } });
  expect(postgres.owner).toBe("neotool");
  expect(kafka.topics).toEqual({ "order.created": { partitions: 3, configs: {} }, plain: { partitions: 1, configs: {} } });
});

test("all problems come at once, each with line, column and what was probably meant", async () => {
  const source = `import { defineConfig } from "neotool";

export default defineConfig({
  postgers: {},
  kafka: {
    topics: { "bad topic": { partitions: 0 } },
    prot: 9093,
  },
  minio: { buckets: { "neotool-x": { acess: "private" } } },
  vault: { image: "hashicorp/vault:latest", port: 80000 },
  credentials: { "postgres.owner": "has spaces" },
  seeds: { directory: "../elsewhere", onFirstUp: ["demo", "a/b"] },
});
`;
  expect(await problems(source)).toEqual([
    "neotool.config.ts:4:3 postgers is not a known key; did you mean \"postgres\"?",
    'neotool.config.ts:6:15 kafka.topics.bad topic is not a valid name: letters, digits and . _ -, at most 249',
    'neotool.config.ts:7:5 kafka.prot is not a known key; did you mean "port"?',
    'neotool.config.ts:9:38 minio.buckets.neotool-x.acess is not a known key; did you mean "access"?',
    'neotool.config.ts:10:12 vault.image: "latest" names another image every week: pin a version',
    "neotool.config.ts:10:45 vault.port: a port is 1 to 65535",
    "neotool.config.ts:11:18 credentials.postgres.owner: letters, digits and . _ ~ - only, 1 to 128 of them",
    "neotool.config.ts:12:12 seeds.directory: a folder inside the project, by its path from there",
    "neotool.config.ts:12:59 seeds.onFirstUp.1: the name of a dataset",
  ]);
});

test("a role that the server or the stack has for itself is nobody else's", async () => {
  expect(await problems('export default { postgres: { owner: "postgres", schemas: ["app", "public"], databases: { reports: { schemas: ["neotool_monitor"] } } } };')).toEqual([
    "neotool.config.ts:1:30 postgres.owner: Postgres or the stack has a role of this name for itself",
    "neotool.config.ts:1:66 postgres.schemas.1: Postgres or the stack has a role of this name for itself",
    "neotool.config.ts:1:111 postgres.databases.reports.schemas.0: Postgres or the stack has a role of this name for itself",
  ]);
});

test("topics that Kafka takes for one are said before anything starts", async () => {
  expect(await problems('export default {\n  kafka: {\n    topics: { "order.created": {}, other: {}, order_created: {} },\n  },\n};')).toEqual([
    "neotool.config.ts:3:47 kafka.topics.order_created: Kafka takes it for order.created: in the names of its metrics, . and _ are the same",
  ]);
});

test("problems are found behind satisfies, a variable and a cast", async () => {
  expect(await problems(`const base = { kafka: { port: "9093" } };\nexport default base as object;`)).toEqual([
    "neotool.config.ts:1:25 kafka.port: Invalid input: expected number, received string",
  ]);
});

test("a syntax error says where it is", async () => {
  expect(await problems(`export default {\n  kafka: { port: },\n};`)).toEqual(["neotool.config.ts:2:18 Unexpected token"]);
});

test("a config that throws says where, and what it said", async () => {
  expect(await problems(`const port = undefined;\n\nexport default { kafka: { port: port.value } };`)).toEqual([
    "neotool.config.ts:3:38 Cannot read properties of undefined (reading 'value')",
  ]);
});

test("a getter that throws says where, and what it said", async () => {
  expect(await problems(`export default {\n  get postgres() { throw new Error("PG_PORT is not set"); },\n};`)).toEqual(["neotool.config.ts:2:26 PG_PORT is not set"]);
});

test("what nobody awaited, and other objects of which nothing can be read, are refused: the defaults would hold without a word", async () => {
  expect(await problems("const read = async () => ({ port: 5433 });\nexport default {\n  postgres: read(),\n  kafka: new Map([['port', 9093]]),\n  minio: { buckets: new Map() },\n};")).toEqual([
    "neotool.config.ts:3:3 postgres: it is a promise, and nothing of it is read: write await before it",
    "neotool.config.ts:4:3 kafka: nothing of this Map is read: write an object with the keys",
    "neotool.config.ts:5:12 minio.buckets: Invalid input: expected record, received Map",
  ]);
});

test("objects of every usual kind are read", async () => {
  const { kafka, minio, postgres } = await settings(`class Ports { port = 5433; schemas = [] }
export default Object.freeze({ postgres: new Ports(), kafka: { topics: Object.create(null) }, minio: { get port() { return 9010; } } });`);
  expect([postgres.port, postgres.schemas, kafka.topics, minio.port]).toEqual([5433, [], {}, 9010]);
});

test("a config that awaits what never comes is refused: Node alone would end the command with exit code 0, and without a word", async () => {
  expect(await problems("await new Promise(() => {});\nexport default {};")).toEqual([
    "neotool.config.ts:1:1 it never finishes loading: an await in it waits for what never comes",
  ]);
});

test("an import that is not there is a problem of the config, not of ours", async () => {
  expect((await problems(`import x from "no-such-package";\nexport default x;`)).join("\n")).toMatch(/^neotool\.config\.ts:1:1 .*no-such-package/);
});

test("a folder in the config's place is a problem of it, not of ours", async () => {
  await using copy = await makeWorkingCopy("shop");
  const path = join(copy.path, "neotool.config.ts");
  await rm(path, { force: true });
  await mkdir(path);
  expect(await loadInNode(copy.path)).toMatchObject({ code: "CONFIG_INVALID", message: "neotool.config.ts cannot be read" });
});

test("a config without a default export is told so", async () => {
  expect(await problems(`export const config = {};`)).toEqual(['neotool.config.ts:1:1 it has no default export: write "export default defineConfig({ … })"']);
});
