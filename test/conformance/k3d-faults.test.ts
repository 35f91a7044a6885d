import { symlink } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { neotool } from "../support/cli.ts";
import { belongings, docker } from "../support/engine.ts";
import type { OwnedInstance } from "../support/instance.ts";
import { k3dEquipment, type K3dEquipment } from "../support/k3d-equipment.ts";
import { clusterInstance, configFor, failed, k3dContainers, killInNode, nodeOf, succeeded } from "../support/k3d-faults.ts";
import { lossesOf, rowInPostgres } from "../support/kept-data.ts";
import { killAfterCall, killInPhase } from "../support/kill.ts";
import { kubectlFor, type Kubectl } from "../support/kubectl.ts";
import { onVolume } from "../support/on-volume.ts";
import { POSTGRES_15, SEEN_OF_15 } from "../support/postgres-15/cluster.ts";
import { openSql } from "../support/sql.ts";
import { tempDir } from "../support/temp-dir.ts";
import { oldPostgres } from "../support/test-equipment.ts";
import { readSecret, writeSecret } from "../support/vault.ts";

const ONLY = ["--only", "pgbouncer", "--only", "vault"];
const READY = { pgbouncer: "ready", postgres: "ready", vault: "ready" };

let equipment: K3dEquipment;
let instance: OwnedInstance;
let kubectl: Kubectl;
let port: number;
/** Ports of its own for every service: on the machine's usual ones another instance may be. */
let ports: Readonly<Record<"postgres" | "pgbouncer", { readonly port: number }>>;
let holder: Server;

/** One cluster serves them all: each test leaves it as it found it, by `up`. */
beforeAll(async () => {
  equipment = await k3dEquipment();
  port = await ephemeralPort();
  ports = { postgres: { port: await ephemeralPort() }, pgbouncer: { port: await ephemeralPort() } };
  instance = await clusterInstance(equipment, "faults", { ...ports, vault: { port } });
  kubectl = kubectlFor(equipment.kubectl, instance.path);
});
afterAll(async () => {
  await instance[Symbol.asyncDispose]();
  await equipment[Symbol.asyncDispose]();
});

const converges = async (): Promise<void> => {
  succeeded(await instance.run("up", ...ONLY));
  expect(await instance.phases()).toMatchObject(READY);
};

const keptData = async (): Promise<void> => {
  await converges();
  expect(await lossesOf(rowInPostgres, await instance.env())).toEqual([]);
};

const vaultPods = async (): Promise<readonly any[]> => (await kubectl.all("pods")).filter(({ metadata }) => metadata.labels?.["dev.neotool.service"] === "vault");

test("no k3d on PATH: up says that it is missing and how to get it, and makes no cluster", async () => {
  await using programs = await tempDir();
  await symlink(process.execPath, programs.file("node"));
  const bare = { ...equipment.env, PATH: programs.path, XDG_CACHE_HOME: programs.file("cache") };
  const error = failed(await neotool(["up", ...ONLY, "--json"], { cwd: instance.path, env: bare }));
  expect(error).toMatchObject({ code: "TOOL_MISSING", message: 'The program "k3d" is not on this machine', hint: expect.stringContaining("install it from https://k3d.io") });
  expect(await k3dContainers(instance)).toEqual([]);
});

test("a container of somebody else's with the name of our node: NAME_TAKEN, and it is left alone", async () => {
  const name = `k3d-${instance.id}-server-0`;
  const stranger = await (await docker()).createContainer({ name, Image: "neotool.local/busybox:1.37", Cmd: ["true"] });
  try {
    const error = failed(await instance.run("up", ...ONLY, "--json"));
    expect(error).toMatchObject({ code: "NAME_TAKEN", message: expect.stringContaining(`There is already a k3d cluster named ${instance.id}`), hint: expect.stringContaining("k3d cluster list") });
    expect((await stranger.inspect()).State.Status).toBe("created");
    succeeded(await instance.run("down", "--volumes", "--yes"));
    expect((await stranger.inspect()).State.Status).toBe("created");
    expect(await belongings(instance.path)).toEqual([]);
  } finally {
    await stranger.remove({ force: true, v: true });
  }
});

test("a host port that is taken: --strict-ports names the holder, and without it the port moves", async () => {
  holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => holder.close(() => resolve())));
  const error = failed(await instance.run("up", ...ONLY, "--strict-ports", "--json"));
  expect(error).toMatchObject({ code: "PORT_BUSY", message: expect.stringContaining(`vault.api wants port ${port}, which is taken by process ${process.pid}`) });
  expect(await k3dContainers(instance)).toEqual([]);
  const up = succeeded(await instance.run("up", ...ONLY));
  expect(up.stderr).toMatch(new RegExp(`warning: vault\\.api moved from ${port} to \\d+: ${port} is taken by process ${process.pid}`));
  expect(await instance.phases()).toMatchObject(READY);
  await rowInPostgres.write(await instance.env());
});

test("Vault's process is killed in its pod: Kubernetes starts it again, and the same keys are there without any command", async () => {
  const jobs = async () => (await kubectl.all("jobs")).map(({ metadata, status }) => [metadata.name, status.succeeded]);
  succeeded(await instance.run("keys", "rotate"));
  await expect.poll(jobs, { timeout: 60_000 }).toEqual([["vault-jwt-init", 1]]);
  const env = await instance.env();
  const keys = () => Promise.all(["default", "default-2"].map((kid) => readSecret(env, `secret/jwt/keys/${kid}`))).catch(() => []);
  const before = await keys();
  expect(before.map((pair) => pair?.public)).toEqual([expect.stringContaining("PUBLIC KEY"), env.JWT_PUBLIC_KEY]);
  await writeSecret(env, "secret/mark", { of: "this life" });
  await killInNode(instance, "vault server");
  const isForgotten = () => readSecret(env, "secret/mark").then((mark) => mark === undefined, () => false);
  await expect.poll(isForgotten, { timeout: 60_000, interval: 200 }).toBe(true);
  await expect.poll(keys, { timeout: 30_000, interval: 200 }).toEqual(before);
  await converges();
});

test("an image that was taken from the node: status and why say so, and up brings it in again", async () => {
  const [{ spec: { containers: [{ image }] } }] = await vaultPods();
  const node = await nodeOf(instance);
  await kubectl.run(["scale", "--namespace", "neotool-security", "--replicas=0", "deployment/vault"]);
  await expect.poll(vaultPods, { timeout: 30_000 }).toEqual([]);
  const crictl = await (await node.exec({ Cmd: ["crictl", "rmi", image], AttachStdout: true })).start({});
  await new Promise<void>((resolve) => crictl.on("end", resolve).resume());
  await kubectl.run(["scale", "--namespace", "neotool-security", "--replicas=1", "deployment/vault"]);
  await expect.poll(async () => (await instance.run("status")).stdout, { timeout: 60_000 }).toMatch(/vault +failed.*its image is not in the cluster's node/);
  expect((await instance.run("why", "vault")).stdout).toContain("its image is not in the cluster's node");
  await converges();
});

test("a namespace's quota that is used up: SERVICE_NOT_READY with what was asked and what is left, and with more of it up converges", async () => {
  // Our own quota is set again at each start: this is somebody else's.
  await kubectl.run(["create", "quota", "tight", "--namespace", "neotool-security", "--hard=limits.memory=1Mi"]);
  const error = failed(await instance.run("restart", "vault", "--json"));
  expect(error).toMatchObject({ code: "SERVICE_NOT_READY", message: expect.stringMatching(/its namespace's quota is used up .*exceeded quota: tight, requested: limits\.memory/), hint: expect.stringContaining("neotool dev why vault") });
  expect((await instance.run("why", "vault")).stdout).toContain("its namespace's quota is used up");
  await kubectl.run(["delete", "quota", "tight", "--namespace", "neotool-security"]);
  await converges();
});

test("a service that asks for more memory than the engine has: ENGINE_UNFIT, before anything is changed", async () => {
  await instance.write("neotool.config.ts", configFor(equipment.nodeImage, { ...ports, vault: { port, memoryMiB: 4_000_000 } }));
  const error = failed(await instance.run("up", ...ONLY, "--json"));
  expect(error).toMatchObject({ code: "ENGINE_UNFIT", message: expect.stringMatching(/^Memory for a cluster's node: .*; nothing was begun$/), hint: expect.stringContaining("lower memoryMiB") });
  await instance.write("neotool.config.ts", configFor(equipment.nodeImage, { ...ports, vault: { port } }));
  expect(await instance.phases()).toMatchObject(READY);
});

test("a service that asks for more memory than others have left of the node: SERVICE_NOT_READY with that, and up with less converges", async () => {
  const [{ status }] = await kubectl.all("nodes");
  const memory = `${Math.floor(Number.parseInt(status.allocatable.memory, 10) / 1024) - 1_500}Mi`;
  // What a pod has asked for is kept, whether it ever runs or not.
  const greedy = { apiVersion: "v1", kind: "Pod", metadata: { namespace: "default", name: "greedy" }, spec: { containers: [{ name: "greedy", image: "none:1", imagePullPolicy: "Never", resources: { requests: { memory } } }] } };
  await kubectl.run(["apply", "--filename", "-"], JSON.stringify(greedy));
  await kubectl.run(["wait", "--namespace", "default", "--for=condition=PodScheduled", "--timeout=60s", "pod/greedy"]);
  await instance.write("neotool.config.ts", configFor(equipment.nodeImage, { ...ports, vault: { port, memoryMiB: 4_000 } }));
  const error = failed(await instance.run("up", ...ONLY, "--json"));
  expect(error).toMatchObject({ code: "SERVICE_NOT_READY", message: expect.stringMatching(/the node has not what it asks for .*Insufficient memory/) });
  await kubectl.run(["delete", "--namespace", "default", "--now", "pod/greedy"]);
  await instance.write("neotool.config.ts", configFor(equipment.nodeImage, { ...ports, vault: { port } }));
  await converges();
});

test("a cluster whose API does not answer: every command ends soon and says so, and up makes it anew with its data", async () => {
  await (await nodeOf(instance)).pause();
  const since = performance.now();
  expect((await instance.run("status")).stdout).toMatch(/vault +failed.*the cluster does not answer/);
  expect(failed(await instance.run("restart", "vault", "--json"))).toMatchObject({ code: "CLUSTER_FAILED", message: expect.stringContaining("does not answer"), hint: expect.stringContaining("neotool dev up") });
  expect((await instance.run("logs", "vault", "--json")).exitCode).toBe(1);
  expect(performance.now() - since).toBeLessThan(30_000);
  await keptData();
});

test.each([
  ["killed", async () => (await nodeOf(instance)).kill()],
  ["stopped, as by an engine that is restarted", async () => (await nodeOf(instance)).stop({ t: 5 })],
  ["removed", async () => (await nodeOf(instance)).remove({ force: true, v: true })],
] as const)("a node that is %s behind its back: status says that nothing runs, and up brings it back with its data", async (_how, act) => {
  await act();
  expect(await instance.phases()).toMatchObject({ postgres: "stopped", vault: "stopped" });
  await keptData();
  expect(await k3dContainers(instance)).toEqual([`k3d-${instance.id}-server-0`]);
});

test("a node that is stopped and started again by hand, as by an engine that is restarted: nothing is lost", async () => {
  await (await nodeOf(instance)).restart({ t: 5 });
  await keptData();
});

test("kill -9 while a snapshot is taken and the whole node stands still: up says so, it goes on, and nothing of the snapshot is left", async () => {
  await killAfterCall(/\/pause$/, ["snapshot", "save", "killed"], { cwd: instance.path, env: equipment.env });
  expect((await (await nodeOf(instance)).inspect()).State.Paused).toBe(true);
  expect(succeeded(await instance.run("up", ...ONLY)).stderr).toContain("Taking the snapshot killed was cut off");
  await keptData();
});

test.each(["staging", "swapping"])("kill -9 while a snapshot is restored (%s): up undoes or finishes it, and nothing is lost", async (phase) => {
  const name = `before-${phase}`;
  succeeded(await instance.run("snapshot", "save", name));
  await killInPhase(phase, ["snapshot", "restore", name, "--yes"], { cwd: instance.path, env: equipment.env });
  expect(succeeded(await instance.run("up", ...ONLY)).stderr).toContain(`Restoring the snapshot ${name} was cut off`);
  await keptData();
});

test("an instance that moves to containers and back keeps its data, and leaves nothing running behind", async () => {
  const running = async () => (await (await docker()).listContainers({ filters: { label: [`dev.neotool.instance=${instance.id}`] } })).map(({ Names }) => Names[0]?.slice(1)).sort();
  succeeded(await instance.run("up", ...ONLY, "--runtime", "container"));
  expect(await running()).toEqual(["pgbouncer", "postgres", "vault"].map((name) => `neotool-${instance.id}-${name}`));
  expect(await lossesOf(rowInPostgres, await instance.env())).toEqual([]);
  succeeded(await instance.run("up", ...ONLY, "--runtime", "k3d"));
  expect(await running()).toEqual([`k3d-${instance.id}-server-0`]);
  expect(await lossesOf(rowInPostgres, await instance.env())).toEqual([]);
});

test("data of another Postgres major: explained, set aside where that is asked for, and taken over where somebody can read them", async () => {
  const up = (...args: readonly string[]) => instance.run("up", "--only", "postgres", ...args);
  await converges();
  succeeded(await instance.run("down"));
  await onVolume(instance, "postgres-data", "mv /volume/18 /volume/17 && echo 17 > /volume/17/docker/PG_VERSION");
  // A cluster that is started anew starts its pods before anybody has looked: the service itself refuses.
  const untouched = () => onVolume(instance, "postgres-data", "test $(cat /volume/17/docker/PG_VERSION) = 17 && test ! -e /volume/18");
  expect(failed(await up("--json"))).toMatchObject({ code: "VOLUME_INCOMPATIBLE", message: "The volume postgres-data holds data of Postgres 17; this stack runs Postgres 18", hint: expect.stringContaining("--old-data reset") });
  await untouched();
  expect(failed(await up("--old-data", "upgrade", "--json"))).toMatchObject({ code: "IMAGE_UNAVAILABLE", message: expect.stringContaining("nothing was changed") });
  await untouched();
  const aside = succeeded(await up("--old-data", "reset"));
  const [, name = ""] = /What postgres had is now the snapshot (\S+)/.exec(aside.stderr) ?? [];
  expect(name, aside.stderr).not.toBe("");
  await onVolume(instance, `snapshot-${name}`, "test $(cat /volume/postgres-data/17/docker/PG_VERSION) = 17");
  expect(failed(await instance.run("snapshot", "restore", name, "--yes", "--json"))).toMatchObject({ code: "SNAPSHOT_INCOMPATIBLE" });
  succeeded(await instance.run("down"));
  await onVolume(instance, "postgres-data", "rm -rf /volume/* /volume/.[!.]*");
  await onVolume(instance, "postgres-data", POSTGRES_15, await oldPostgres());
  expect(succeeded(await up("--old-data", "upgrade")).stderr).toContain("Taken over from Postgres 15: neotool_db, old shop, postgres.");
  await converges();
  await using sql = await openSql({ connectionString: (await instance.env()).DATABASE_URL });
  expect(await sql.rows(SEEN_OF_15)).toEqual([{ orders: 1000, sum: "1500.00", details: "1", twice: 42, next: 1001, auditor: true, major: 18 }]);
});

test("down --volumes of a cluster that was stopped before leaves nothing", async () => {
  succeeded(await instance.run("down"));
  succeeded(await instance.run("down", "--volumes", "--yes"));
  expect(await belongings(instance.path)).toEqual([]);
  expect(await k3dContainers(instance)).toEqual([]);
});
