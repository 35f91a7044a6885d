import { expect, test } from "vitest";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { instanceOf, networkName } from "../../../dev/model/instance.ts";
import { belongings, docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { sqlValue } from "../../support/sql.ts";

const SERVICES = ["--only", "vault", "--only", "minio"];

test("a container that was removed by hand comes back, the others stay", async () => {
  const instance = await testInstance("removed");
  await instance.run("up", ...SERVICES);
  const before = await instance.containers();
  await (await docker()).getContainer(before.minio ?? "").remove({ force: true, v: true });
  expect(await instance.phases()).toMatchObject({ minio: "stopped", vault: "ready" });
  expect((await instance.run("up", ...SERVICES)).exitCode).toBe(0);
  expect((await instance.containers()).vault).toBe(before.vault);
  expect(await instance.phases()).toMatchObject({ minio: "ready", vault: "ready" });
});

test("a container that was killed shows how it ended, and up starts it again", async () => {
  const instance = await testInstance("killed");
  await instance.run("up", ...SERVICES);
  const { minio = "" } = await instance.containers();
  const container = (await docker()).getContainer(minio);
  await container.kill();
  await container.wait();
  const status = await instance.run("status");
  expect(status.stdout).toMatch(/minio\s+failed.*exited with code 137/);
  expect((await instance.run("up", ...SERVICES)).exitCode).toBe(0);
  expect((await instance.containers()).minio).toBe(minio);
});

test("a Vault that was restarted by hand has forgotten its keys; the next up writes the same ones again", async () => {
  const instance = await testInstance("restarted");
  await instance.run("up", "--only", "vault");
  const env = await instance.env();
  const read = () => fetch(`${env.VAULT_ADDRESS}/v1/secret/data/jwt/keys/default`, { headers: { "X-Vault-Token": env.VAULT_TOKEN ?? "" } });
  await (await docker()).getContainer((await instance.containers()).vault ?? "").restart();
  expect((await instance.phases()).vault).toBe("running"); // not proven since its start
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  const { data }: { data: { data: { public: string } } } = JSON.parse(await (await read()).text());
  expect(data.data.public).toBe(env.JWT_PUBLIC_KEY);
  expect((await instance.env()).JWT_KEY_ID).toBe("default");
});

test("a corrupted state file is put aside, and the instance goes on as the engine's labels say", async () => {
  const instance = await testInstance("corrupted");
  await instance.run("up", "--only", "vault");
  const before = await instance.containers();
  const { VAULT_ADDRESS } = await instance.env();
  await writeFile(join(instance.path, ".neotool", "state.json"), "{ half a fi");
  const up = await instance.run("up", "--only", "vault");
  expect(up.exitCode).toBe(0);
  expect(up.stderr).toContain("state.json was unreadable and is now");
  expect(await instance.containers()).toEqual(before);
  expect((await instance.env()).VAULT_ADDRESS).toBe(VAULT_ADDRESS);
});

test("the pooler finds its server again where that comes back at another address", async () => {
  const instance = await testInstance("moved");
  expect((await instance.run("up", "--only", "pgbouncer")).exitCode).toBe(0);
  const { DATABASE_URL = "" } = await instance.env();
  expect(await sqlValue(DATABASE_URL, "SELECT 1")).toBe(1); // it has looked the address up
  const client = await docker();
  const address = async () => Object.values((await client.getContainer(`neotool-${instance.id}-postgres`).inspect()).NetworkSettings.Networks)[0]?.IPAddress;
  const before = await address();
  await client.getContainer(`neotool-${instance.id}-postgres`).stop();
  const neighbour = await client.createContainer({ Image: "neotool.local/busybox:1.37", Cmd: ["sleep", "300"], HostConfig: { NetworkMode: networkName(instanceOf(instance.path)) } });
  try {
    await neighbour.start(); // gets the first address that is free, which was Postgres'
    expect((await instance.run("up", "--only", "pgbouncer")).exitCode).toBe(0);
    expect(await address()).not.toBe(before);
    expect(await sqlValue(DATABASE_URL, "SELECT 1")).toBe(1);
  } finally {
    await neighbour.remove({ force: true, v: true });
  }
});

test("a container that bears our name but is not ours is reported, not adopted and not removed", async () => {
  const instance = await testInstance("stranger");
  const client = await docker();
  const stranger = await client.createContainer({ name: `neotool-${instance.id}-vault`, Image: "neotool.local/busybox:1.37", Cmd: ["true"] });
  try {
    const up = await instance.run("up", "--only", "vault");
    expect(up.exitCode).toBe(1);
    expect(up.stderr).toContain(`warning: container neotool-${instance.id}-vault bears this instance's name, but neotool did not make it`);
    expect(up.stderr).toContain(`error[NAME_TAKEN] There is already a container named neotool-${instance.id}-vault`);
    expect((await stranger.inspect()).State.Status).toBe("created");
  } finally {
    await stranger.remove({ force: true, v: true });
  }
});

test("a container of somebody else's on our network and on a volume is named by down, and left alone", async () => {
  const instance = await testInstance("in-use");
  await instance.run("up", "--only", "minio");
  const network = networkName(instanceOf(instance.path));
  const client = await docker();
  const stranger = await client.createContainer({ Image: "neotool.local/busybox:1.37", Cmd: ["sleep", "1000"], name: `${instance.id}-psql`, HostConfig: { NetworkMode: network, Binds: [`neotool-${instance.id}-minio-data:/data:ro`] } });
  try {
    await stranger.start();
    const down = await instance.run("down", "--volumes", "--yes");
    expect(down.exitCode).toBe(1);
    // Which of the two is refused first is the engine's.
    expect(down.stderr).toMatch(/error\[IN_USE\] The (network|volume) neotool-\S+ is in use by the container \S+-psql and could not be removed/);
    expect(down.stderr).toContain(`docker rm --force ${instance.id}-psql`);
    expect((await stranger.inspect()).State.Running).toBe(true);
  } finally {
    await stranger.remove({ force: true, v: true });
  }
  expect((await instance.run("down", "--volumes", "--yes")).exitCode).toBe(0);
  expect(await belongings(instance.path)).toEqual([]);
});

test("a service that left the definition goes with the next up, its volume and what is merely not asked for stay", async () => {
  const instance = await testInstance("departed");
  await instance.run("up", "--only", "vault", "--only", "promtail");
  const before = await instance.containers();
  await instance.write("neotool.config.ts", 'export default { logAgent: "alloy" };');
  expect((await instance.run("restart", "promtail")).stderr).toContain('There is no service "promtail"');
  const dryRun = await instance.run("up", "--only", "vault", "--dry-run");
  expect(dryRun.stdout).toContain("remove promtail (no longer in the definition)");
  const up = await instance.run("up", "--only", "vault");
  expect(up.stderr).toContain("promtail is no longer in the definition: its container is removed, its volumes stay");
  expect(up.exitCode).toBe(0);
  expect(await instance.containers()).toEqual({ loki: before.loki, vault: before.vault });
  expect(await belongings(instance.path)).toContain(`volume neotool-${instance.id}-promtail-data`);
  expect((await instance.run("up", "--only", "vault", "--dry-run")).stdout).toBe("Nothing to do: everything is as it should be.");
});
