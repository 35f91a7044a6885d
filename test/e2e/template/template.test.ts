import pg from "pg";
import { expect, test } from "vitest";
import { messageOf } from "../../../dev/errors/message-of.ts";
import { containerName, instanceOf } from "../../../dev/model/instance.ts";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";

const templateOf = async (workingCopy: string): Promise<string | undefined> => {
  const { Mounts } = await (await docker()).getContainer(containerName(instanceOf(workingCopy), "postgres")).inspect();
  return Mounts.find(({ Destination }) => Destination === "/template")?.Name;
};

const connect = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    const { rows } = await client.query<{ found: string }>("SELECT coalesce(string_agg(tablename, ','), 'no tables') AS found FROM pg_tables WHERE schemaname = 'public'");
    return rows[0]?.found ?? "";
  } catch (error) {
    return messageOf(error);
  } finally {
    await client.end();
  }
};

test("a new instance copies what another one initialised on this machine: not its data, not its passwords", async () => {
  const first = await testInstance("first");
  const second = await testInstance("second");
  await first.run("up", "--only", "postgres");
  const one = (await first.env()).DATABASE_DIRECT_URL ?? "";
  const client = new pg.Client({ connectionString: one });
  await client.connect();
  await client.query("CREATE TABLE of_the_first (id int)");
  await client.end();

  expect((await second.run("up", "--only", "postgres")).exitCode).toBe(0);
  const other = (await second.env()).DATABASE_DIRECT_URL ?? "";
  expect(await templateOf(second.path)).toBe(await templateOf(first.path));
  expect(await templateOf(first.path)).toMatch(/^neotool-postgres-template-/);
  expect(await connect(one)).toBe("of_the_first");
  expect(await connect(other)).toBe("no tables");

  const foreign = new URL(other);
  for (const user of ["neotool", "postgres"]) {
    foreign.username = user;
    foreign.password = new URL(one).password;
    expect(await connect(foreign.href)).toBe(`password authentication failed for user "${user}"`);
  }
});

test("a template whose making was cut off is made anew, and nothing of it is used", async () => {
  const instance = await testInstance("cut");
  await instance.run("up", "--only", "postgres");
  const template = (await templateOf(instance.path)) ?? "";
  await instance.run("down", "--volumes", "--yes");
  const engine = await docker();
  await engine.getVolume(template).remove();

  const up = instance.run("up", "--only", "postgres");
  const container = engine.getContainer(containerName(instanceOf(instance.path), "postgres"));
  await expect.poll(() => container.inspect().then(({ State }) => State.Running, () => false), { timeout: 30_000, interval: 20 }).toBe(true);
  await container.kill();
  expect((await up).stderr).toContain("error[SERVICE_EXITED]");

  const again = await instance.run("up", "--only", "postgres");
  expect(again.exitCode).toBe(0);
  expect(await connect((await instance.env()).DATABASE_DIRECT_URL ?? "")).toBe("no tables");
});
