import { afterAll, beforeAll, expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { makeTopics, withAdmin } from "../../support/kafka.ts";
import { killInPhase } from "../../support/kill.ts";
import { observatoryOf } from "../../support/observability.ts";
import { variable, type Environment } from "../../support/services.ts";
import { openSql, sqlValue } from "../../support/sql.ts";
import { until } from "../../support/until.ts";

const SERVICES = ["kafka", "minio", "pgbouncer", "prometheus", "loki"];

let instance: OwnedInstance;
let env: Environment;

beforeAll(async () => {
  instance = await ownedInstance("in-place");
  const up = await instance.run("up", ...SERVICES.flatMap((service) => ["--only", service]));
  expect(up.exitCode, up.stderr).toBe(0);
  env = await instance.env();
});
afterAll(() => instance[Symbol.asyncDispose]());

/** When each container was started, by service. */
const starts = async (): Promise<Readonly<Record<string, string>>> => {
  const client = await docker();
  const inspected = await Promise.all(Object.entries(await instance.containers()).map(async ([service, id]) => [service, (await client.getContainer(id).inspect()).State.StartedAt] as const));
  return Object.fromEntries(inspected);
};

const succeeds = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await instance.run(...args);
  expect(exitCode, stderr).toBe(0);
  return stdout;
};

/** When the oldest sample is of that Prometheus has, in seconds since 1970; `undefined`: it has none. */
const oldest = async (): Promise<number | undefined> => {
  const [found] = await (await observatoryOf(instance.path)).metrics("min(min_over_time(timestamp(up)[30m:1s]))");
  return found && Number(found.values[0]);
};

test("a restore stops no container: who is connected to PgBouncer goes on, with what the snapshot has", async () => {
  const before = await starts();
  await using sql = await openSql({ connectionString: variable(env, "DATABASE_URL") });
  await sql.rows("CREATE TABLE kept AS SELECT 1 AS a");
  await makeTopics(variable(env, "KAFKA_BROKERS"), "kept");
  await succeeds("snapshot", "save", "first");
  for (const round of [1, 2]) {
    await sql.rows("INSERT INTO kept VALUES (2)");
    await makeTopics(variable(env, "KAFKA_BROKERS"), "later");
    await succeeds("snapshot", "restore", "first", "--yes");
    expect(await sql.rows("SELECT a FROM kept"), `round ${round}`).toEqual([{ a: 1 }]);
    expect(await withAdmin(variable(env, "KAFKA_BROKERS"), (admin) => admin.listTopics())).toEqual(["kept"]);
  }
  expect(await starts()).toEqual(before);
});

test("a restore that is killed while services begin is ended by up, with its one-shots, though no container was started", async () => {
  const hasSchema = async () => await sqlValue(variable(env, "DATABASE_DIRECT_URL"), "SELECT to_regnamespace('security') IS NOT NULL");
  await succeeds("exec", "psql-admin", "--", "-c", "DROP SCHEMA security CASCADE");
  await succeeds("snapshot", "save", "without");
  const before = (await starts()).postgres;
  await killInPhase("starting", ["snapshot", "restore", "without", "--yes"], { cwd: instance.path });
  await succeeds("up", ...SERVICES.flatMap((service) => ["--only", service]));
  expect([(await starts()).postgres, await hasSchema()]).toEqual([before, true]);
});

test("a reset stops none either, and what Prometheus and Loki have kept in memory is gone", async () => {
  const before = await starts();
  await until("Prometheus has seen something", async () => (await oldest()) !== undefined, 30_000);
  const at = Date.now() / 1_000;
  await succeeds("reset", "--yes", "--no-snapshot");
  await until("it watches again", async () => (await oldest()) !== undefined, 30_000);
  expect(await oldest()).toBeGreaterThan(at);
  expect(await starts()).toEqual(before);
});

test("each ends in order when its container is stopped, as the image's own program would, and is started again", async () => {
  const client = await docker();
  const containers = await instance.containers();
  const ends = await Promise.all(
    ["kafka", "postgres", "minio", "prometheus", "loki"].map(async (service) => {
      const container = client.getContainer(containers[service] ?? "");
      await container.stop();
      const { State } = await container.inspect();
      return [service, State.ExitCode] as const;
    }),
  );
  expect(Object.fromEntries(ends)).toEqual({ kafka: 143, postgres: 0, minio: 0, prometheus: 0, loki: 0 });
  const logs = await client.getContainer(containers.postgres ?? "").logs({ stdout: true, stderr: true });
  expect(logs.toString()).toContain("received fast shutdown request");
  await succeeds("up", ...SERVICES.flatMap((service) => ["--only", service]));
  expect(await instance.containers()).toEqual(containers);
});
