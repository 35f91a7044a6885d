import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { onVolume } from "../../support/on-volume.ts";
import { POSTGRES_15, SEEN_OF_15 } from "../../support/postgres-15/cluster.ts";
import { variable } from "../../support/services.ts";
import { openSql } from "../../support/sql.ts";
import { neotoolAt } from "../../support/terminal.ts";
import { oldPostgres } from "../../support/test-equipment.ts";

test("credentials that are gone are set anew in the old database, and the data are still there", async () => {
  const instance = await testInstance("lost");
  expect((await instance.run("up", "--only", "pgbouncer")).exitCode).toBe(0);
  const before = await instance.env();
  const client = new pg.Client({ connectionString: before.DATABASE_URL });
  await client.connect();
  await client.query("CREATE TABLE kept (a int); INSERT INTO kept VALUES (42)");
  await client.end();

  await instance.run("down");
  await rm(join(instance.path, ".neotool"), { recursive: true }); // git clean -fdx
  const up = await instance.run("up", "--only", "pgbouncer");
  expect(up.exitCode).toBe(0);
  expect(up.stdout).toContain("note: postgres: the volume was made with other credentials; roles and passwords were set to this instance's");

  const after = await instance.env();
  expect(after.POSTGRES_PASSWORD).not.toBe(before.POSTGRES_PASSWORD);
  for (const url of [after.DATABASE_URL, after.DATABASE_DIRECT_URL]) {
    const again = new pg.Client({ connectionString: url });
    await again.connect();
    expect((await again.query("SELECT a FROM kept")).rows).toEqual([{ a: 42 }]);
    await again.end();
  }
  const old = new pg.Client({ connectionString: before.DATABASE_DIRECT_URL?.replace(/:\d+\//, `:${after.POSTGRES_DIRECT_PORT}/`) });
  await expect(old.connect()).rejects.toThrow("password authentication failed");
});

test("a pinned password reaches an old database", async () => {
  const instance = await testInstance("pinned");
  expect((await instance.run("up", "--only", "postgres")).exitCode).toBe(0);
  await instance.write("neotool.config.ts", 'export default { credentials: { "postgres.owner": "neotool", "postgres.app": "app" } };');
  expect((await instance.run("up", "--only", "postgres")).exitCode).toBe(0);
  const env = await instance.env();
  for (const [user, password] of [["neotool", "neotool"], ["app", "app"]]) {
    const client = new pg.Client({ host: "127.0.0.1", port: Number(env.POSTGRES_DIRECT_PORT), database: "neotool_db", user, password });
    await client.connect();
    await client.end();
  }
});

test("data of another Postgres major are explained before Postgres crashes on them, and left as they are", async () => {
  const instance = await testInstance("major");
  await onVolume(instance, "postgres-data", "mkdir -p /volume/17/docker && echo 17 > /volume/17/docker/PG_VERSION");
  const up = envelope(await instance.run("up", "--only", "postgres", "--json"));
  expect(up.error).toMatchObject({
    code: "VOLUME_INCOMPATIBLE",
    message: "The volume postgres-data holds data of Postgres 17; this stack runs Postgres 18",
    hint: expect.stringContaining("neotool dev up --old-data upgrade"),
  });
  expect((await instance.phases()).postgres).not.toBe("ready");
  await onVolume(instance, "postgres-data", "test $(cat /volume/17/docker/PG_VERSION) = 17 && test ! -e /volume/18");

  // Who could read them is not there: nothing is touched.
  expect((await instance.run("up", "--only", "postgres", "--old-data", "upgrade")).stderr).toContain("error[IMAGE_UNAVAILABLE] Only Postgres 17 reads data of Postgres 17, and the engine has no image of it; nothing was changed");
  await onVolume(instance, "postgres-data", "test $(cat /volume/17/docker/PG_VERSION) = 17 && test ! -e /volume/18");

  const reset = await instance.run("up", "--only", "postgres", "--old-data", "reset");
  expect(reset.exitCode, reset.stderr).toBe(0);
  const [, name = ""] = /What postgres had is now the snapshot (\S+)/.exec(reset.stderr) ?? [];
  expect(await instance.phases()).toMatchObject({ postgres: "ready" });
  await onVolume(instance, `snapshot-${name}`, "test $(cat /volume/postgres-data/17/docker/PG_VERSION) = 17");
  const restore = envelope(await instance.run("snapshot", "restore", name, "--yes", "--json"));
  expect(restore.error).toMatchObject({ code: "SNAPSHOT_INCOMPATIBLE", message: `The snapshot ${name} holds data of Postgres 17; this stack runs Postgres 18` });
});

test("data of Postgres 15 are taken over by dump and restore: databases, roles, rights, rows and sequences; the old ones stay as a snapshot", async () => {
  const instance = await testInstance("taken-over");
  await onVolume(instance, "postgres-data", POSTGRES_15, await oldPostgres());
  const up = await instance.run("up", "--only", "pgbouncer", "--old-data", "upgrade");
  expect(up.exitCode, up.stderr).toBe(0);
  const [, snapshot = ""] = /What postgres had is now the snapshot (\S+)/.exec(up.stderr) ?? [];
  expect(up.stderr).toContain(`Taken over from Postgres 15: neotool_db, old shop, postgres. The old data stay as the snapshot ${snapshot}.`);
  expect(await instance.phases()).toMatchObject({ postgres: "ready", pgbouncer: "ready" });

  const env = await instance.env();
  for (const [connectionString = "", next] of [[env.DATABASE_URL, 1001], [env.DATABASE_DIRECT_URL, 1002]] as const) {
    await using sql = await openSql({ connectionString });
    expect(await sql.rows(SEEN_OF_15)).toEqual([{ orders: 1000, sum: "1500.00", details: "1", twice: 42, next, auditor: true, major: 18 }]);
    // The applications' role has no more rights than in a stack that began as this one.
    expect(await sql.value("SELECT rolsuper OR rolcreaterole OR rolbypassrls OR rolreplication FROM pg_roles WHERE rolname = current_user")).toBe(false);
  }
  await using shop = await openSql({ connectionString: variable(env, "DATABASE_DIRECT_URL").replace(/[^/]*$/, "old%20shop") });
  expect(await shop.value("SELECT text FROM notes")).toBe("kept");

  await onVolume(instance, `snapshot-${snapshot}`, "test $(cat /volume/postgres-data/PG_VERSION) = 15");
  expect((await instance.run("up", "--only", "pgbouncer", "--dry-run")).stdout).toContain("Nothing to do");
});

test("a Kafka volume of another cluster is explained before Kafka crashes on it", async () => {
  const instance = await testInstance("cluster");
  await onVolume(instance, "kafka-data", "printf 'version=1\\ncluster.id=Some(5L6g3nShT-eMCtK--X86sw)\\nnode.id=1\\n' > /volume/meta.properties; chown -R 1000:0 /volume");
  const up = envelope(await instance.run("up", "--only", "kafka", "--json"));
  expect(up.error).toMatchObject({ code: "CLUSTER_ID_MISMATCH", message: expect.stringContaining("belongs to the Kafka cluster 5L6g3nShT-eMCtK--X86sw; this instance is ") });

  // At a terminal it asks; what is there is taken over then, under this instance's id.
  await using terminal = neotoolAt(["up", "--only", "kafka"], { cwd: instance.path });
  await terminal.until("it asks", () => /u {2}upgrade[^]*\[k\/u\/r\] $/.test(`${terminal.screen()} `));
  terminal.press("u\r");
  expect(await terminal.exited).toBe(0);
  expect(await instance.phases()).toMatchObject({ kafka: "ready" });
  await onVolume(instance, "kafka-data", "! grep 5L6g3nShT-eMCtK--X86sw /volume/meta.properties");
});

test("a server that somebody starts on data of another version, past every check, begins no empty cluster beside them", async () => {
  const instance = await testInstance("beside");
  expect((await instance.run("up", "--only", "postgres")).exitCode).toBe(0);
  const container = (await docker()).getContainer(`neotool-${instance.id}-postgres`);
  await container.stop();
  await onVolume(instance, "postgres-data", "mv /volume/18 /volume/17 && echo 17 > /volume/17/docker/PG_VERSION");
  await container.start();
  expect(await container.wait()).toMatchObject({ StatusCode: 1 });
  await onVolume(instance, "postgres-data", "test -s /volume/17/docker/PG_VERSION && test ! -e /volume/18");
  const { stdout } = await instance.run("logs", "postgres", "--tail", "5");
  expect(stdout).toContain("one elsewhere on this volume: /var/lib/postgresql/17/docker/PG_VERSION. None is begun beside it");
});

test("a MinIO volume of an old form is explained, and left as it is", async () => {
  const instance = await testInstance("form");
  const format = '{"version":"1","format":"fs","id":"5c4a1a0e-4d2b-4b57-a2a2-0d1b1e1f0a11","fs":{"version":"2"}}';
  await onVolume(instance, "minio-data", `mkdir -p /volume/.minio.sys /volume/uploads && echo kept > /volume/uploads/note.txt && printf '%s' '${format}' > /volume/.minio.sys/format.json`);
  const up = envelope(await instance.run("up", "--only", "minio", "--json"));
  expect(up.error).toMatchObject({
    code: "VOLUME_INCOMPATIBLE",
    message: 'The volume minio-data is written in MinIO\'s form "fs"; this MinIO reads "xl-single"',
    hint: expect.stringContaining("mc mirror"),
  });
  await onVolume(instance, "minio-data", "test $(cat /volume/uploads/note.txt) = kept");
});
