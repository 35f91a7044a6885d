import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectRoot } from "../../support/cli.ts";
import { instanceSecrets, ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { installPackages, leftIn } from "../../support/stack-user.ts";

let instance: OwnedInstance;

/** Whole files of a page, by the path that each block names. */
const filesOf = (page: string): ReadonlyMap<string, string> =>
  new Map([...page.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = "", text = ""]) => [path, text]));

const FAILING: Readonly<Record<string, string>> = {
  "vitest/failing.test.ts": `import { stackTest } from "neotool/vitest";
import pg from "pg";
import { expect } from "vitest";
stackTest({ services: ["pgbouncer"] })("a wrong sum", async ({ database }) => {
  const client = new pg.Client(database.direct.url);
  await client.connect();
  await client.query("SELECT 1 + 1 AS two");
  await client.end();
  expect(1).toBe(2);
});
`,
  "jest/failing.test.cjs": `const { currentStack } = require("neotool/jest");
const pg = require("pg");
test("a wrong sum", async () => {
  const database = await currentStack().postgres.database();
  const client = new pg.Client(database.direct.url);
  await client.connect();
  await client.query("SELECT 1 + 1 AS two");
  await client.end();
  expect(1).toBe(2);
});
`,
  "node-test/failing.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { stackForTests } from "neotool/node-test";
import pg from "pg";
const stack = await stackForTests({ services: ["postgres"] });
const inDatabase = async (statement) => {
  const database = await stack.postgres.database();
  const client = new pg.Client(database.direct.url);
  await client.connect();
  await client.query(statement);
  await client.end();
  await database[Symbol.asyncDispose](); // before anybody knows that the test fails
};
test("a right sum", () => inDatabase("SELECT 'of another test'"));
test("a wrong sum", async () => {
  await inDatabase("SELECT 1 + 1 AS two");
  assert.equal(1, 2);
});
`,
};

beforeAll(async () => {
  const page = filesOf(await readFile(join(projectRoot, "docs", "testing.md"), "utf8"));
  expect(page.size).toBeGreaterThan(10);
  instance = await ownedInstance("runners", { "package.json": '{ "type": "module" }', ...Object.fromEntries(page), ...FAILING });
  await installPackages(instance.path, "pg", "vitest", "jest", "jest-environment-node");
  expect(await instance.run("up", "--only", "pgbouncer")).toMatchObject({ exitCode: 0 });
});

afterAll(() => instance[Symbol.asyncDispose]());

const binary = (name: string): string => join(projectRoot, "node_modules", ".bin", name);

const run = (mode: "attach" | "own", runner: string, file: string, ...args: readonly string[]) =>
  execa(file, args, { cwd: join(instance.path, runner), env: { NEOTOOL_STACK: mode, TESTCONTAINERS_RYUK_DISABLED: "true", NO_COLOR: "1", NODE_OPTIONS: "", VITEST: undefined, NODE_TEST_CONTEXT: undefined }, extendEnv: true, reject: false, all: true, timeout: 100_000 });

/** Runs the page's example on what is up and on a stack of its own, then a test that fails, and looks at what is said and written about that. */
const behaves = async (runner: string, example: readonly [string, ...string[]], failing: readonly [string, ...string[]]): Promise<void> => {
  const passed = await run("attach", runner, ...example);
  expect(passed.all).toMatch(/2 passed|pass 2/);
  expect(passed.exitCode).toBe(0);
  const alone = await run("own", runner, ...example);
  expect(alone).toMatchObject({ exitCode: 0 });
  expect(alone.all?.match(/neotool: starting an own stack/g), "one for all workers").toHaveLength(1);
  expect((await leftIn(instance.path)).filter((name) => name.includes("session"))).toEqual([]);
  const failed = await run("attach", runner, ...failing);
  expect(failed.exitCode).not.toBe(0);
  const folders = [...(failed.all ?? "").matchAll(/neotool: what the services did during "a wrong sum" is in (\S+)/g)].map(([, path = ""]) => path);
  expect(folders, failed.all).toHaveLength(1);
  const [folder = ""] = folders;
  const files = await readdir(folder, { recursive: true });
  expect(files).toEqual(expect.arrayContaining(["summary.txt", "services.json", join("logs", "postgres.log")]));
  expect(await readFile(join(folder, "summary.txt"), "utf8")).toMatch(/a wrong sum[\s\S]*postgres +ready[\s\S]*database nt_test_/);
  const statements = await readFile(join(folder, "statements.sql"), "utf8");
  expect(statements).toMatch(/^-- nt_test_\w+: 1 calls, 1 rows, .* ms\nSELECT \$1 \+ \$2 AS two;/m);
  expect(statements.match(/^-- nt_test/gm), "of this test alone").toHaveLength(1);
  const secrets = await instanceSecrets(instance);
  for (const file of files.filter((name) => /\.(txt|json|log|sql)$/.test(name))) {
    const text = await readFile(join(folder, file), "utf8");
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  }
};

test("the page's vitest example passes on what is up and on one stack of its own, and a failing test leaves a report", () =>
  behaves("vitest", [binary("vitest"), "run", "orders.test.ts"], [binary("vitest"), "run", "failing.test.ts"]));

test("the page's jest example passes on what is up and on one stack of its own, and a failing test leaves a report", () =>
  behaves("jest", [binary("jest"), "--ci", "--testMatch", "**/orders.test.cjs"], [binary("jest"), "--ci", "--testMatch", "**/failing.test.cjs"]));

test("the page's node:test example passes on what is up and on one stack of its own, and a failing test leaves a report", () =>
  behaves("node-test", [process.execPath, "--test", "--test-global-setup=./stack.setup.js", "orders.test.js"], [process.execPath, "--test", "failing.test.js"]));
