import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnNeotool } from "../../support/cli.ts";
import { dataStack, type DataStack } from "../../support/data-stack.ts";
import { withAdmin } from "../../support/kafka.ts";
import { sqlValue } from "../../support/sql.ts";

let stack: DataStack;

beforeAll(async () => {
  stack = await dataStack("reset-faults");
});
afterAll(() => stack[Symbol.asyncDispose]());

test("two hundred connections at the pooler outlive it; only a transaction that was open is ended", async () => {
  await stack.fill();
  const clients = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const client = new pg.Client({ connectionString: stack.pooled });
      const errors: Error[] = [];
      client.on("error", (error) => errors.push(error));
      await client.connect();
      await client.query("SELECT 1");
      return { client, errors };
    }),
  );
  const [busy, ...idle] = clients;
  await busy?.client.query("BEGIN");
  await busy?.client.query("SELECT count(*) FROM app.orders");
  const asked = new AbortController();
  const working = idle.slice(0, 20).map(async ({ client }) => {
    let answers = 0;
    for (; !asked.signal.aborted; answers += 1) await client.query("SELECT 1");
    return answers;
  });

  expect((await stack.instance.run("reset", "--only", "postgres", "--yes")).exitCode).toBe(0);
  asked.abort();
  expect((await Promise.all(working)).every((answers) => answers > 0)).toBe(true);
  const answers = await Promise.all(idle.map(({ client }) => client.query<{ found: string | null }>("SELECT to_regclass('app.orders')::text AS found")));
  expect(new Set(answers.map(({ rows }) => rows[0]?.found))).toEqual(new Set([null]));
  await expect(busy?.client.query("SELECT 1")).rejects.toThrow();
  expect(idle.flatMap(({ errors }) => errors)).toEqual([]);
  await Promise.all(clients.map(({ client }) => client.end().catch(() => {})));
});

test("killed anywhere, it leaves an instance that works: the next reset says so, and ends what was begun", async () => {
  for (const afterMs of [300, 600, 900]) {
    await stack.fill();
    const reset = spawnNeotool(["reset", "--no-snapshot", "--yes"], { cwd: stack.instance.path });
    await delay(afterMs);
    reset.kill("SIGKILL");
    await reset;
    const wasCutOff = existsSync(join(stack.instance.path, ".neotool", "reset.json"));
    const next = await stack.instance.run("reset", "--no-snapshot", "--yes");
    expect(next.stderr).toMatch(wasCutOff ? /The reset of \S+ did not come to its end/ : /^(?!.*did not come to its end)/s);
    expect(next.exitCode).toBe(0);
    expect(await stack.tables(stack.pooled)).toBe(0);
    expect(await withAdmin(stack.brokers, (admin) => admin.listTopics())).toContain("orders.created");
    expect((await stack.instance.run("exec", "kafka-topics", "--describe", "--topic", "orders.created")).stdout).toMatch(/PartitionCount: 3.*retention\.ms=3600000/);
  }
  expect(await stack.asSuperuser("SELECT count(*) FROM pg_database WHERE datname LIKE 'neotool~%' AND NOT datistemplate")).toBe("0");
});

test("what a killed reset left standing is mended by the next up: clients go on, topics are there", async () => {
  await stack.fill();
  // As a kill between a topic's end and its return, and between the two halves of an exchange, leaves it.
  const journal = { startedAt: "2026-11-21T10:00:00.000Z", only: ["postgres", "kafka"], snapshot: null, topics: [{ name: "of.somebody", partitions: 2, configs: { "retention.ms": "7200000" } }] };
  await stack.instance.write(".neotool/reset.json", JSON.stringify(journal));
  await sqlValue(stack.pooled, "SELECT 1"); // the pooler knows a database once somebody has used it
  const console = (command: string) => stack.instance.run("exec", "pgbouncer-console", "--", "-c", command);
  await console("PAUSE neotool_db");
  // What nobody is connected to is soon in no list of the pooler's, and held all the same.
  await expect.poll(async () => (await console("SHOW DATABASES")).stdout, { timeout: 20_000, interval: 200 }).not.toContain("neotool_db");
  await stack.asSuperuser('CREATE DATABASE "neotool~fresh-1"');

  const up = await stack.instance.run("up");
  expect(up.stderr).toContain("The reset of 2026-11-21T10:00:00.000Z did not come to its end");
  expect(up.stderr).toContain("neotool dev reset --only postgres --only kafka finishes it");
  expect(up.exitCode).toBe(0);
  expect(await sqlValue(stack.pooled, "SELECT count(*)::int FROM app.orders")).toBe(1000);
  expect(await stack.asSuperuser("SELECT count(*) FROM pg_database WHERE datname = 'neotool~fresh-1'")).toBe("0");
  expect((await stack.instance.run("exec", "kafka-topics", "--describe", "--topic", "of.somebody")).stdout).toMatch(/PartitionCount: 2.*retention\.ms=7200000/);
  expect((await stack.instance.run("up")).stderr).not.toContain("did not come to its end");
  await withAdmin(stack.brokers, (admin) => admin.deleteTopics({ topics: ["of.somebody"] }));
});

test.each([
  [["--only", "postgre"], 'did you mean "postgres"?'],
  [["--only", "postgres:neotool_bd"], 'There is no database "neotool_bd"; did you mean "neotool_db"?'],
  [["--only", "kafka:order.created"], 'There is no topic "order.created"; did you mean "orders.created"?'],
  [["--only", "minio:upload"], 'There is no bucket "upload"; did you mean "uploads"?'],
  [["--only", "loki"], "loki does not run"],
])("%s is refused before anything is touched", async (args, words) => {
  const refused = await stack.instance.run("reset", "--yes", ...args);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain(words);
});
