import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";

const query = async (url: string, sql: string): Promise<readonly unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

test("one command brings everything up, a second one changes nothing, and data survive down", async () => {
  const instance = await testInstance("shop");

  const first = await instance.run("up", "--setup");
  expect(first.stderr).not.toContain("error[");
  expect(first.exitCode).toBe(0);
  expect(first.stdout).toMatch(/Ready in \d+\.\d s: .*\. Would be \d+\.\d s if [a-z-]+ took no time\./);
  expect(first.stdout).toContain('eval "$(neotool dev env --format shell)"');
  expect(await instance.phases()).toEqual({ kafka: "ready", postgres: "ready", pgbouncer: "ready", vault: "ready", minio: "ready" });

  const env = await instance.env();
  await query(env.DATABASE_URL ?? "", "CREATE TABLE first_day (note text); INSERT INTO first_day VALUES ('kept')");

  const before = await instance.containers();
  const again = await instance.run("up");
  expect(again.exitCode).toBe(0);
  expect(again.stdout).toMatch(/Ready in \d+\.\d s\./);
  expect(await instance.containers()).toEqual(before);
  expect((await instance.run("up", "--dry-run")).stdout).toBe("Nothing to do: everything is as it should be.");

  const down = await instance.run("down");
  expect(down.exitCode).toBe(0);
  expect(down.stdout).toContain("Its data stay");
  expect(await belongings(instance.path)).toEqual([`volume neotool-${instance.id}-kafka-data`, `volume neotool-${instance.id}-minio-data`, `volume neotool-${instance.id}-postgres-data`]);
  expect((await instance.phases()).postgres).toBe("stopped");

  expect((await instance.run("up")).exitCode).toBe(0);
  expect(await instance.env()).toEqual(env);
  expect(await query(env.DATABASE_URL ?? "", "SELECT note FROM first_day")).toEqual([{ note: "kept" }]);

  const gone = await instance.run("down", "--volumes", "--yes");
  expect(gone.exitCode).toBe(0);
  expect(await belongings(instance.path)).toEqual([]);
});

test("a dry run of an instance that never was says what would be done, and leaves no trace", async () => {
  const instance = await testInstance("dry");
  const dry = await instance.run("up", "--only", "vault", "--dry-run");
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toContain("create vault (no container)");
  expect((await readdir(instance.path)).sort()).toEqual([".git", "neotool.config.ts"]);
  expect(await belongings(instance.path)).toEqual([]);
});

test("a changed definition makes anew what it changes, and nothing else", async () => {
  const instance = await testInstance("changed", { "neotool.config.ts": "export default {};" });
  expect((await instance.run("up", "--only", "vault", "--only", "minio")).exitCode).toBe(0);
  const before = await instance.containers();

  await instance.write("neotool.config.ts", "export default { vault: { memoryMiB: 300 } };");
  const plan = await instance.run("up", "--only", "vault", "--only", "minio", "--dry-run");
  expect(plan.stdout).toContain("stop vault (definition changed)");
  expect(plan.stdout).not.toMatch(/(create|stop|remove|start) minio/);
  expect(await instance.containers()).toEqual(before);

  expect((await instance.run("up", "--only", "vault", "--only", "minio")).exitCode).toBe(0);
  const after = await instance.containers();
  expect(after.minio).toBe(before.minio);
  expect(after.vault).not.toBe(before.vault);
});

test("what lies in the instance's folder is for this user alone", async () => {
  const instance = await testInstance("private");
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  const entries = await readdir(join(instance.path, ".neotool"), { recursive: true, withFileTypes: true });
  const open: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (((await stat(path)).mode & 0o077) !== 0) open.push(path);
  }
  expect(open.map((path) => path.replace(instance.path, ""))).toEqual([]);
});

test("--fresh starts with empty data, and asks before", async () => {
  const instance = await testInstance("fresh");
  expect((await instance.run("up", "--only", "postgres")).exitCode).toBe(0);
  const { DATABASE_DIRECT_URL = "" } = await instance.env();
  await query(DATABASE_DIRECT_URL, "CREATE TABLE old (a int)");

  const refused = await instance.run("up", "--only", "postgres", "--fresh", "--json");
  expect(refused.exitCode).toBe(2);
  expect(envelope(refused).error?.code).toBe("CONFIRMATION_REQUIRED");
  expect(await query(DATABASE_DIRECT_URL, "SELECT count(*)::int AS n FROM old")).toEqual([{ n: 0 }]);

  expect((await instance.run("up", "--only", "postgres", "--fresh", "--yes")).exitCode).toBe(0);
  await expect(query(DATABASE_DIRECT_URL, "SELECT FROM old")).rejects.toThrow('relation "old" does not exist');
});
