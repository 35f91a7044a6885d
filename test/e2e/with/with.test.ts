import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope, neotool, projectRoot, spawnNeotool } from "../../support/cli.ts";
import { ON_A_FULL_DISK } from "../../support/full-disk.ts";
import { ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { sqlValue } from "../../support/sql.ts";
import { leftIn } from "../../support/stack-user.ts";
import { until } from "../../support/until.ts";

let instance: OwnedInstance;

const WITHOUT_REAPER = { TESTCONTAINERS_RYUK_DISABLED: "true" } as const;

beforeAll(async () => {
  instance = await ownedInstance("with", { "migrations/V1__orders.sql": "CREATE TABLE orders (id int);" }, WITHOUT_REAPER);
  expect(await instance.run("up", "--only", "pgbouncer,minio")).toMatchObject({ exitCode: 0 });
});

afterAll(async () => {
  const { path } = instance;
  await instance[Symbol.asyncDispose]();
  expect(await leftIn(path)).toEqual([]);
});

const node = (script: string): readonly string[] => [process.execPath, "--eval", script];
const PRINT = (...names: readonly string[]) => node(`console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name] ?? null)))`);

test("a command gets the environment of what is up, its output is its own, and its exit code is ours", async () => {
  const env = await instance.env();
  const names = ["JDBC_URL", "JDBC_DIRECT_URL", "STORAGE_PRIVATE_BUCKET", "NEOTOOL_STACK_INSTANCE", "KAFKA_BROKERS"] as const;
  const printed = await instance.run("with", "--services", "pgbouncer,minio", "--", ...PRINT(...names));
  expect(printed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(printed.stdout)).toEqual([env.JDBC_URL, env.JDBC_DIRECT_URL, env.STORAGE_PRIVATE_BUCKET, instance.id, null]);
  expect(await instance.run("with", "--services", "pgbouncer", "--", ...node("process.exit(7)"))).toMatchObject({ exitCode: 7, stdout: "" });
});

test("with --isolate it has a database with its migrations and a bucket of its own, which are gone afterwards", async () => {
  const env = await instance.env();
  const names = ["PGDATABASE", "STORAGE_PRIVATE_BUCKET", "DATABASE_URL", "JDBC_URL"] as const;
  const { stdout, exitCode } = await instance.run("with", "--services", "pgbouncer,minio", "--isolate", "--migrate", "migrations", "--json", "--", ...PRINT(...names));
  expect(exitCode).toBe(0);
  const result: { readonly data: { readonly origin: string; readonly isolated: readonly string[] } } = JSON.parse(stdout);
  expect(result.data.origin).toBe("attached");
  expect(result.data.isolated).toEqual(expect.arrayContaining([expect.stringMatching(/^nt_test_/), expect.stringMatching(/^nt-test-/)]));
  const left = await sqlValue(env.DATABASE_DIRECT_URL ?? "", "SELECT count(*)::int FROM pg_database WHERE datname = ANY (string_to_array('" + result.data.isolated.join(",") + "', ','))");
  expect(left).toBe(0);
});

test("its isolated database has the migrations' tables, through the pooler too", async () => {
  const script = 'const { Client } = require(process.argv[1]); (async () => { for (const url of [process.env.DATABASE_URL, process.env.DATABASE_DIRECT_URL]) { const client = new Client(url); await client.connect(); console.log((await client.query("SELECT to_regclass(\'orders\')::text AS orders")).rows[0].orders); await client.end(); } })()';
  const { stdout } = await instance.run("with", "--services", "pgbouncer", "--isolate", "--migrate", "migrations", "--", ...node(script), join(projectRoot, "node_modules", "pg"));
  expect(stdout).toBe("orders\norders");
});

test("a command that is not there is said before anything is started", async () => {
  const missing = await instance.run("with", "--stack", "own", "--services", "postgres", "--json", "--", "no-such-program");
  expect(envelope(missing).error).toMatchObject({ code: "TOOL_MISSING", message: expect.stringContaining('"no-such-program"') });
  expect((await leftIn(instance.path)).filter((name) => name.includes("session"))).toEqual([]);
});

test("on a full disk nothing of an own stack is begun, and the command is not run", async () => {
  await mkdir(join(instance.path, "full", ".neotool"), { recursive: true });
  await instance.write("full/neotool.config.ts", 'export default { profile: "core" };');
  const cwd = join(instance.path, "full");
  const full = await neotool(["with", "--stack", "own", "--services", "postgres", "--json", "--", ...node('console.error("ran")')], { cwd, env: WITHOUT_REAPER, under: ON_A_FULL_DISK });
  expect(envelope(full).error).toMatchObject({ code: "STATE_UNWRITABLE", hint: "The disk is full: free some space, then run the same command again." });
  expect(full.stderr).not.toContain("ran");
  expect(await leftIn(cwd)).toEqual([]);
});

const HANG = node('process.on("SIGINT", () => { console.log("told"); process.exit(3) }); console.log("runs"); setInterval(() => {}, 1000)');

test("Ctrl+C is passed on and waited for; an own stack goes with the command, and it ends with 130", async () => {
  const running = spawnNeotool(["with", "--stack", "own", "--services", "postgres", "--", ...HANG], { cwd: instance.path, env: WITHOUT_REAPER });
  const lines: string[] = [];
  for await (const line of running.iterable()) {
    lines.push(String(line));
    if (line === "runs") running.kill("SIGINT");
  }
  const { exitCode } = await running;
  expect({ lines, exitCode }).toEqual({ lines: ["runs", "told"], exitCode: 130 });
  expect((await leftIn(instance.path)).filter((name) => name.includes("session"))).toEqual([]);
});

test("what a killed one leaves, its own stack and its isolated parts, the next one removes", async () => {
  const kill = async (...options: readonly string[]): Promise<void> => {
    const running = spawnNeotool(["with", ...options, "--", ...node('console.log("runs"); setTimeout(() => {}, 3000)')], { cwd: instance.path, env: WITHOUT_REAPER });
    for await (const line of running.iterable()) if (line === "runs") running.kill("SIGKILL");
    await running;
  };
  await kill("--stack", "own", "--services", "postgres");
  await kill("--services", "postgres", "--isolate");
  expect((await leftIn(instance.path)).filter((name) => name.includes("session"))).not.toEqual([]);
  const env = await instance.env();
  const isolated = () => sqlValue(env.DATABASE_DIRECT_URL ?? "", "SELECT count(*)::int FROM pg_database WHERE datname ~ '^nt_test_.*_[0-9a-z]{8}$'");
  expect(await isolated()).toBeGreaterThan(0);
  expect(await instance.run("with", "--stack", "own", "--services", "postgres", "--", "true")).toMatchObject({ exitCode: 0 });
  expect(await instance.run("with", "--services", "postgres", "--isolate", "--", "true")).toMatchObject({ exitCode: 0 });
  expect((await leftIn(instance.path)).filter((name) => name.includes("session"))).toEqual([]);
  await until("the next use has removed the dead one's database", async () => (await isolated()) === 0);
});
