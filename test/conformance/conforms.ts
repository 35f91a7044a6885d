import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeId } from "../../dev/model/runtime.ts";
import { envelope, projectRoot, type CliResult } from "../support/cli.ts";
import { belongings } from "../support/engine.ts";
import { ownedInstance, type OwnedInstance } from "../support/instance.ts";
import { consume, produce } from "../support/kafka.ts";
import { all, jwtKeysInVault, lossesOf, objectInMinio, rowInPostgres } from "../support/kept-data.ts";
import { expectParityToAsk } from "../support/parity-of-running.ts";
import { variable, type Environment } from "../support/services.ts";
import { sqlValue } from "../support/sql.ts";
import { installPackages } from "../support/stack-user.ts";
import { readSecret, writeSecret } from "../support/vault.ts";

/** A runtime as the suite needs it. */
export interface Candidate {
  readonly id: RuntimeId;
  /** What goes into `neotool.config.ts`, and into the environment of the program. */
  open(): Promise<{ readonly config: Readonly<Record<string, unknown>>; readonly env: Readonly<Record<string, string>> } & AsyncDisposable>;
}

const PROGRAM = join(projectRoot, "bin", "neotool.js");
const CORE = ["kafka", "postgres", "pgbouncer", "vault", "minio"];
const ALL_READY = Object.fromEntries(CORE.map((name) => [name, "ready"]));
const DATA = all(rowInPostgres, objectInMinio, jwtKeysInVault);

interface StatusData {
  readonly services: readonly { readonly name: string; readonly startedAt: string | null }[];
}

const succeeded = (result: CliResult): CliResult => {
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
};

/** When each service was started: what was made or started anew has another time. */
const starts = async (instance: OwnedInstance): Promise<Readonly<Record<string, string | null>>> => {
  const { data } = envelope<StatusData>(succeeded(await instance.run("status", "--json")));
  return Object.fromEntries(data.services.map(({ name, startedAt }) => [name, startedAt]));
};

const brokers = (env: Environment): string => variable(env, "KAFKA_BROKERS");

/**
 * What every runtime owes, in the order of a day's work on one instance: a third runtime would have to pass it as it is.
 * Each test goes on from where the one before it left the instance.
 */
export const conforms = (candidate: Candidate): void => {
  let opened: Awaited<ReturnType<Candidate["open"]>>;
  let instance: OwnedInstance;
  const write = (more: Readonly<Record<string, unknown>> = {}) => instance.write("neotool.config.ts", `export default ${JSON.stringify({ profile: "core", runtime: candidate.id, ...opened.config, ...more })};`);
  const started = async (name: string): Promise<OwnedInstance> => ownedInstance(name, {}, opened.env);

  beforeAll(async () => {
    opened = await candidate.open();
    instance = await started("conforms");
    await write();
  });
  afterAll(async () => {
    await instance[Symbol.asyncDispose]();
    await opened[Symbol.asyncDispose]();
  });

  test("up brings every service up, at the ports that it says", async () => {
    succeeded(await instance.run("up"));
    expect(await instance.phases()).toEqual(ALL_READY);
    await DATA.write(await instance.env());
    expect(await lossesOf(DATA, await instance.env())).toEqual([]);
  });

  test("parity asks what each service was really given, and all of them answer", () => expectParityToAsk(instance, candidate.id));

  test("a second up changes nothing", async () => {
    const before = await starts(instance);
    expect(succeeded(await instance.run("up", "--dry-run")).stdout).toBe("Nothing to do: everything is as it should be.");
    succeeded(await instance.run("up"));
    expect(await starts(instance)).toEqual(before);
  });

  test("a changed definition makes that service anew and no other, and Vault's keys keep their kid", async () => {
    const before = await starts(instance);
    await write({ vault: { memoryMiB: 272 } });
    expect(succeeded(await instance.run("why", "vault")).stdout).toContain("memory");
    succeeded(await instance.run("up"));
    const after = await starts(instance);
    expect(CORE.filter((name) => after[name] !== before[name])).toEqual(["vault"]);
    expect(await lossesOf(DATA, await instance.env())).toEqual([]);
  });

  test("logs are what the services write, with the same filters", async () => {
    const env = await instance.env();
    await expect(sqlValue(variable(env, "DATABASE_DIRECT_URL"), "SELECT 'conformance' FROM no_such_table")).rejects.toThrow("no_such_table");
    await expect.poll(async () => (await instance.run("logs", "postgres", "--grep", "no_such_table", "--json")).stdout, { timeout: 10_000 }).toContain("no_such_table");
    const lines = succeeded(await instance.run("logs", "postgres", "vault", "--tail", "3")).stdout.split("\n");
    expect(new Set(lines.flatMap((line) => /^(\w+) +\|/.exec(line)?.[1] ?? []))).toEqual(new Set(["postgres", "vault"]));
    expect(succeeded(await instance.run("logs", "--until", "2020-01-01T00:00:00Z")).stdout).toBe("");
  });

  test("programs run in services, with their input, their exit code and no secret in what is printed", async () => {
    const psql = await instance.run("exec", "psql", "--no-align", "--tuples-only", "--command", "SELECT 6 * 7");
    expect(succeeded(psql).stdout.trim()).toBe("42");
    expect((await instance.run("exec", "minio", "--", "sh", "-c", "exit 3")).exitCode).toBe(3);
  });

  test("Kafka is reached from the host and from inside, and both see the same", async () => {
    const env = await instance.env();
    succeeded(await instance.run("exec", "kafka-topics", "--create", "--topic", "conformance", "--partitions", "2"));
    await produce(brokers(env), "conformance", ["from the host"]);
    expect(succeeded(await instance.run("exec", "kafka-get-offsets", "--topic", "conformance")).stdout).toMatch(/conformance:\d:1/);
    expect(await consume(brokers(env), "conformance", "conformance-group", 1)).toEqual(["from the host"]);
    expect(succeeded(await instance.run("exec", "kafka-consumer-groups", "--list")).stdout).toContain("conformance-group");
  });

  test("a restarted Vault has its keys again, by the same kid", async () => {
    const before = await starts(instance);
    succeeded(await instance.run("restart", "vault"));
    const after = await starts(instance);
    expect(CORE.filter((name) => after[name] !== before[name])).toEqual(["vault"]);
    expect(await lossesOf(DATA, await instance.env())).toEqual([]);
  });

  test("why and ps know the instance", async () => {
    expect(succeeded(await instance.run("why", "kafka")).stdout).toContain("ready");
    const { data } = envelope<{ readonly instances: readonly { readonly id: string; readonly memoryBytes: number | null }[] }>(succeeded(await instance.run("ps", "--json")));
    expect(data.instances.find(({ id }) => id === instance.id)?.memoryBytes).toBeGreaterThan(100_000_000);
  });

  test("another instance beside it has its own ports and its own data, and goes without a trace", async () => {
    {
      await using other = await started("beside");
      await other.write("neotool.config.ts", `export default ${JSON.stringify({ runtime: candidate.id, ...opened.config })};`);
      succeeded(await other.run("up", "--only", "vault"));
      const [here, there] = [await instance.env(), await other.env()];
      expect(there.VAULT_ADDRESS).not.toBe(here.VAULT_ADDRESS);
      expect(there.VAULT_TOKEN).not.toBe(here.VAULT_TOKEN);
      expect(await lossesOf(jwtKeysInVault, there)).toEqual([]);
    }
    expect(await instance.phases()).toEqual(ALL_READY);
  });

  test("a snapshot brings back rows, records with their groups' offsets, objects and secrets, and lets nothing stand still", async () => {
    const env = await instance.env();
    await writeSecret(env, "secret/conformance", { value: "kept" });
    const { data } = envelope<{ readonly pauseMs: number; readonly runtime: string }>(succeeded(await instance.run("snapshot", "save", "conformance", "--json")));
    expect(data).toMatchObject({ runtime: candidate.id, pauseMs: expect.any(Number) });
    expect(await instance.phases()).toEqual(ALL_READY);
    await expect(sqlValue(variable(env, "DATABASE_DIRECT_URL"), "DROP TABLE note")).resolves.toBeUndefined();
    await produce(brokers(env), "conformance", ["after the snapshot"]);
    await writeSecret(env, "secret/conformance", { value: "changed" });
    const before = await starts(instance);
    succeeded(await instance.run("snapshot", "restore", "conformance", "--yes"));
    expect(await starts(instance)).toEqual(before); // ADR 27
    expect(await instance.phases()).toEqual(ALL_READY);
    expect(await lossesOf(DATA, await instance.env())).toEqual([]);
    expect(await readSecret(await instance.env(), "secret/conformance")).toEqual({ value: "kept" });
    expect(succeeded(await instance.run("exec", "kafka-get-offsets", "--topic", "conformance")).stdout.match(/:1$/gm)).toHaveLength(1);
    expect(succeeded(await instance.run("exec", "kafka-consumer-groups", "--list")).stdout).toContain("conformance-group");
  });

  test("what a snapshot has otherwise is said for each store", async () => {
    const env = await instance.env();
    await sqlValue(variable(env, "DATABASE_DIRECT_URL"), "INSERT INTO note VALUES ('another')");
    await produce(brokers(env), "conformance", ["behind the snapshot"]);
    await writeSecret(env, "secret/conformance", { value: "another" });
    const { stdout } = succeeded(await instance.run("snapshot", "diff", "conformance"));
    expect(stdout).toMatch(/postgres\n +neotool_db\.public\.note +\+1 row\n/);
    expect(stdout).toMatch(/ +conformance +\+1 record, partition \d: /);
    expect(stdout).toMatch(/minio +the same/);
    expect(stdout).toMatch(/ +secret\/conformance +version \d → \d\n/);
    expect(await instance.phases()).toEqual(ALL_READY);
  });

  test("a command is tried: rolled back nothing of it is there, kept it is, and its exit code is the result", async () => {
    const notes = async () => sqlValue(variable(await instance.env(), "DATABASE_DIRECT_URL"), "SELECT count(*)::int FROM note");
    const before = await notes();
    const deletion = `'${process.execPath}' '${PROGRAM}' dev exec psql -- --quiet --command "DELETE FROM note WHERE text = 'another'" && exit 7`;
    const undone = await instance.run("try", "--rollback", "--", "sh", "-c", deletion);
    expect(undone.exitCode, undone.stderr).toBe(7);
    expect(undone.stderr).toMatch(/neotool_db\.public\.note +-1 row/);
    expect(undone.stderr).toMatch(/✔ rolled back/);
    expect(await notes()).toBe(before);
    expect((await instance.run("try", "--keep", "--", "sh", "-c", deletion)).exitCode).toBe(7);
    expect(await notes()).toBe(Number(before) - 1);
    expect(await instance.phases()).toEqual(ALL_READY);
    expect(await lossesOf(DATA, await instance.env())).toEqual([]);
  });

  test("tests attach to it: a command with parts of its own, and what calls useStack in it", async () => {
    await installPackages(instance.path, "pg");
    const script = `
      import pg from "pg";
      import { useStack } from "neotool";
      const stack = await useStack({ services: ["pgbouncer", "kafka", "minio", "vault"] });
      const [database, topics, bucket, mount] = await Promise.all([stack.postgres.database(), stack.kafka.scope({ topics: ["orders"] }), stack.minio.bucket(), stack.vault.mount()]);
      const one = async (connectionString) => { const client = new pg.Client(connectionString); await client.connect(); try { return (await client.query("SELECT current_database() AS name")).rows[0].name } finally { await client.end() } };
      const databases = await Promise.all([database.pooled.url, database.direct.url, process.env.DATABASE_URL, process.env.DATABASE_DIRECT_URL].map(one));
      await fetch(mount.address + "/v1/" + mount.path + "/data/app", { method: "POST", headers: { "X-Vault-Token": mount.token }, body: '{ "data": { "a": "b" } }' });
      console.log(JSON.stringify({ origin: stack.origin, id: stack.id, same: [databases[0] === databases[1], databases[2] === databases[3], databases[0] !== databases[2]], databases, topics: topics.topics, bucket: bucket.name, mount: mount.path }));
      await stack.stop();
    `;
    const { stdout } = succeeded(await instance.run("with", "--stack", "attach", "--services", "pgbouncer,kafka,minio,vault", "--isolate", "--", process.execPath, "--input-type=module", "--eval", script));
    const isolated = expect.stringMatching(/^nt.test/);
    expect(JSON.parse(stdout)).toEqual({ origin: "attached", id: instance.id, same: [true, true, true], databases: Array.from({ length: 4 }, () => isolated), topics: ["orders"], bucket: isolated, mount: isolated });
    const env = await instance.env();
    expect(await sqlValue(variable(env, "DATABASE_DIRECT_URL"), "SELECT count(*)::int FROM pg_database WHERE starts_with(datname, 'nt_test')")).toBe(0);
    expect(succeeded(await instance.run("exec", "kafka-topics", "--list")).stdout).not.toContain("nt-test");
  });

  test("data and addresses survive down and up", async () => {
    const env = await instance.env();
    succeeded(await instance.run("down"));
    expect(Object.values(await instance.phases())).toEqual(CORE.map(() => "stopped"));
    succeeded(await instance.run("up"));
    expect(await instance.env()).toEqual(env);
    expect(await lossesOf(DATA, env)).toEqual([]);
    expect(succeeded(await instance.run("exec", "kafka-topics", "--list")).stdout).toContain("conformance");
  });

  test("reset destroys the data and keeps the services, their addresses and the key pair", async () => {
    const [before, env] = [await starts(instance), await instance.env()];
    succeeded(await instance.run("reset", "--yes"));
    expect(await starts(instance)).toEqual(before);
    expect(await instance.env()).toEqual(env);
    expect(await sqlValue(variable(env, "DATABASE_URL"), "SELECT to_regclass('public.note')")).toBeNull();
    expect(await lossesOf(objectInMinio, env)).not.toEqual([]);
    expect(await lossesOf(jwtKeysInVault, env)).toEqual([]);
    expect(succeeded(await instance.run("exec", "kafka-get-offsets", "--topic", "conformance")).stdout).toMatch(/conformance:0:0\s+conformance:1:0/);
    expect(succeeded(await instance.run("exec", "kafka-consumer-groups", "--list")).stdout).not.toContain("conformance-group");
  });

  test("down with its volumes leaves nothing", async () => {
    succeeded(await instance.run("down", "--volumes", "--yes"));
    expect(await belongings(instance.path)).toEqual([]);
    expect(succeeded(await instance.run("down")).stdout).toContain("Nothing of");
  });
};
