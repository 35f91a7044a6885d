import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope, neotool, type CliResult } from "../../support/cli.ts";
import { belongings, testEngine } from "../../support/engine.ts";
import { faultProxy } from "../../support/fault-proxy.ts";
import { testInstance } from "../../support/instance.ts";
import { consume, makeTopics, produce } from "../../support/kafka.ts";
import { objectInMinio, rowInPostgres, all, jwtKeysInVault, lossesOf } from "../../support/kept-data.ts";
import { killAfterCall } from "../../support/kill.ts";
import { variable } from "../../support/services.ts";
import { openSql } from "../../support/sql.ts";
import { readSecret, writeSecret } from "../../support/vault.ts";

const succeeded = (result: CliResult): CliResult => {
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
};
const STORES = all(rowInPostgres, objectInMinio);

test("an exported snapshot is imported and restored in another instance, with that one's credentials", async () => {
  const [here, there] = [await testInstance("here"), await testInstance("there")];
  succeeded(await here.run("up"));
  const env = await here.env();
  await STORES.write(env);
  await makeTopics(variable(env, "KAFKA_BROKERS"), "orders");
  await produce(variable(env, "KAFKA_BROKERS"), "orders", ["one", "two"]);
  expect(await consume(variable(env, "KAFKA_BROKERS"), "orders", "billing", 1)).toEqual(["one"]);
  await writeSecret(env, "secret/app", { password: "p" });
  succeeded(await here.run("snapshot", "save", "bug"));
  const file = join(here.path, "bug.tar.zst");
  const { data } = envelope<{ readonly streams: readonly { readonly name: string }[] }>(succeeded(await here.run("snapshot", "export", "bug", "bug.tar.zst", "--json")));
  expect(data.streams.map(({ name }) => name).toSorted()).toEqual(["kafka-data", "minio-data", "postgres-data", "vault"]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await here.run("snapshot", "export", "bug", "bug.tar.zst")).stderr).toContain("is there already");
  succeeded(await here.run("down", "--volumes", "--yes"));

  succeeded(await there.run("up"));
  const cut = join(here.path, "cut.tar.zst");
  await writeFile(cut, (await readFile(file)).subarray(0, 1_000_000));
  expect((await there.run("snapshot", "import", cut)).stderr).toContain("error[SNAPSHOT_DAMAGED]");
  expect((await belongings(there.path)).filter((what) => what.includes("snapshot"))).toEqual([]);

  // Killed in the middle, it is no snapshot; the next one begins anew.
  await killAfterCall(/\/start$/, ["snapshot", "import", file], { cwd: there.path });
  expect((await belongings(there.path)).filter((what) => what.includes("-snapshot-bug"))).not.toEqual([]);
  succeeded(await there.run("snapshot", "import", file));
  expect((await there.run("snapshot", "import", file)).stderr).toContain("error[SNAPSHOT_EXISTS]");
  succeeded(await there.run("snapshot", "import", file, "again"));
  succeeded(await there.run("snapshot", "restore", "bug", "--yes"));

  const now = await there.env();
  expect(now.POSTGRES_PASSWORD).not.toBe(env.POSTGRES_PASSWORD);
  expect(await lossesOf(all(STORES, jwtKeysInVault), now)).toEqual([]);
  expect(await consume(variable(now, "KAFKA_BROKERS"), "orders", "billing", 1)).toEqual(["two"]);
  expect(await readSecret(now, "secret/app")).toEqual({ password: "p" });
  await using role = await openSql({ connectionString: variable(await there.env("--role", "app"), "DATABASE_URL") });
  expect(await role.value("SELECT current_user")).toBe("app");
  expect(succeeded(await there.run("exec", "psql-admin", "--", "-Atc", "SELECT 1")).stdout.trim()).toBe("1");
});

test("a snapshot that is imported where the disk has no room for it: DISK_FULL, nothing of it is left, and services go on", async () => {
  const instance = await testInstance("no-room");
  succeeded(await instance.run("up", "--only", "postgres"));
  succeeded(await instance.run("snapshot", "save", "small"));
  succeeded(await instance.run("snapshot", "export", "small", "small.tar.zst"));
  const seen = async () => [await instance.phases(), (await instance.run("snapshot", "list", "--json")).stdout];
  const before = await seen();

  // Its volume gets a small disk of its own.
  await using proxy = await faultProxy((await testEngine()).socket);
  const small = proxy.arm(/^POST \/volumes\/create$/, { kind: "rewrite", body: (json) => JSON.stringify({ ...JSON.parse(json), DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=8m" } }) });
  const full = await neotool(["snapshot", "import", "small.tar.zst", "full", "--json"], { cwd: instance.path, env: proxy.env });
  expect(small.hasHappened()).toBe(true);
  expect(full.exitCode).toBe(1);
  expect(envelope(full).error).toMatchObject({ code: "DISK_FULL", hint: expect.stringContaining("neotool dev snapshot rm") });
  expect((await belongings(instance.path)).filter((what) => what.includes("snapshot-full"))).toEqual([]);
  expect(await seen()).toEqual(before);
  succeeded(await instance.run("snapshot", "import", "small.tar.zst", "full"));
});
