import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { neotoolAt } from "../../support/terminal.ts";
import { testInstance, type TestInstance } from "../../support/instance.ts";

/** Runs a shell line on one of an instance's volumes. */
const onVolume = async ({ id, path }: TestInstance, volume: string, line: string): Promise<void> => {
  const client = await docker();
  const name = `neotool-${id}-${volume}`;
  await client.createVolume({ Name: name, Labels: { "dev.neotool.instance": id, "dev.neotool.working-copy": path } });
  const container = await client.createContainer({ Image: "neotool.local/busybox:1.37", Cmd: ["sh", "-c", line], HostConfig: { Binds: [`${name}:/volume`] } });
  await container.start();
  const { StatusCode }: { StatusCode: number } = await container.wait();
  await container.remove();
  expect(StatusCode).toBe(0);
};

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
