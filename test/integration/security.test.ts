import { readdir, readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import type { ContainerInspectInfo } from "dockerode";
import { beforeAll, expect, inject, test } from "vitest";
import { LABEL } from "../../dev/model/labels.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { envelope, neotool } from "../support/cli.ts";
import { docker } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { argumentsOfAllProcesses } from "../support/processes.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";
import { execute } from "../support/services.ts";

const { workingCopy } = inject("stack");
const OWN = { label: [`${LABEL.instance}=${instanceOf(workingCopy).id}`] };

let containers: readonly ContainerInspectInfo[];
let ports: readonly number[];

beforeAll(async () => {
  const client = await docker();
  containers = await Promise.all((await client.listContainers({ filters: OWN })).map(({ Id }) => client.getContainer(Id).inspect()));
  const status = envelope<{ services: readonly { phase: string; endpoints: readonly { port: number }[] }[] }>(await neotool(["status", "--json"], { cwd: workingCopy }));
  ports = status.data.services.filter(({ phase }) => phase !== "stopped").flatMap(({ endpoints }) => endpoints.map(({ port }) => port));
});

const LISTENING = "0A";

/** Local addresses, in the kernel's hexadecimal, on which something listens at one of these ports. */
const listenersAt = async (wanted: readonly number[]): Promise<readonly string[]> => {
  const tables = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => readFile(path, "utf8")));
  const rows = tables.flatMap((table) => table.split("\n").slice(1)).map((row) => row.trim().split(/\s+/));
  return rows.flatMap(([, local = "", , state]) => {
    const [address = "", port = ""] = local.split(":");
    return state === LISTENING && wanted.includes(Number.parseInt(port, 16)) ? [address] : [];
  });
};

test("every published port is bound on 127.0.0.1 and nowhere else", async () => {
  expect(ports).toHaveLength(12);
  const published = containers.flatMap(({ NetworkSettings }) => Object.values(NetworkSettings.Ports).flatMap((bindings) => bindings ?? []));
  expect(published.map(({ HostIp }) => HostIp)).toEqual(ports.map(() => "127.0.0.1"));
  expect(new Set(published.map(({ HostPort }) => Number(HostPort)))).toEqual(new Set(ports));
  expect(await listenersAt(ports)).toEqual(ports.map(() => "0100007F"));
});

test("from this machine's other addresses nothing can be reached", async () => {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter(({ family, internal }) => family === "IPv4" && !internal);
  const reach = (host: string, port: number) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host, port, timeout: 2_000 });
      socket.once("connect", () => (socket.destroy(), resolve(`${host}:${port} is open`)));
      socket.once("error", () => resolve("refused"));
      socket.once("timeout", () => (socket.destroy(), resolve("refused")));
    });
  const answers = await Promise.all(addresses.flatMap(({ address }) => ports.map((port) => reach(address, port))));
  expect(answers.filter((answer) => answer !== "refused")).toEqual([]);
});

test("everything under .neotool is for this user alone", async () => {
  const root = join(workingCopy, ".neotool");
  const paths = ["", ...(await readdir(root, { recursive: true }))];
  const wrong = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(join(root, path));
      const mode = found.mode & 0o777;
      return mode === (found.isDirectory() ? 0o700 : 0o600) ? [] : [`${path} is ${mode.toString(8)}`];
    }),
  );
  expect(wrong.flat()).toEqual([]);
});

test("no secret is in any label, argument list or run log", async () => {
  const client = await docker();
  const [all, volumes, networks, images] = await Promise.all([client.listContainers({ all: true }), client.listVolumes(), client.listNetworks(), client.listImages({ all: true })]);
  const logs = join(workingCopy, ".neotool", "logs");
  const runLogs = await Promise.all((await readdir(logs)).map(async (name) => [`run log ${name}`, await readFile(join(logs, name), "utf8")] as const));
  expect(runLogs.length).toBeGreaterThan(0);
  const places = {
    "labels of containers": JSON.stringify(all.map(({ Labels, Command }) => [Labels, Command])),
    "labels of volumes": JSON.stringify(volumes.Volumes.map(({ Labels }) => Labels)),
    "labels of networks": JSON.stringify(networks.map(({ Labels }) => Labels)),
    "labels of images": JSON.stringify(images.map(({ Labels }) => Labels)),
    "commands of containers": JSON.stringify(containers.map(({ Path, Args, Config }) => [Path, Args, Config.Cmd, Config.Entrypoint, Config.Healthcheck])),
    "arguments of processes": (await argumentsOfAllProcesses()).join("\n"),
    ...Object.fromEntries(runLogs),
  };
  expect(placesWithSecrets(places, await secretsOfStack())).toEqual([]);
});

test("only Vault, which has no other way, is told a secret by its environment", async () => {
  const environments = Object.fromEntries(containers.map(({ Config }) => [Config.Labels[LABEL.service] ?? "", Config.Env.join("\n")]));
  expect(placesWithSecrets(environments, await secretsOfStack())).toEqual(["vault"]);
});

test("secrets that are files in a container are for its service's user alone", async () => {
  const modes = await Promise.all([
    execute(["postgres", "sh", "-c", "stat -c '%a %U' /run/secrets/*"]),
    execute(["pgbouncer", "stat", "-c", "%a %U", "/etc/pgbouncer/userlist.txt"]),
    execute(["minio", "sh", "-c", "stat -c '%a %U' /run/secrets/*"]),
  ]);
  expect(modes.map((mode) => [...new Set(mode.split("\n"))])).toEqual([["400 postgres"], ["400 postgres"], ["400 root"]]);
});

test("containers have no way to the machine: no socket, no host folder, no privilege, a limit of memory", () => {
  for (const { Mounts, HostConfig, Config } of containers) {
    expect({
      service: Config.Labels[LABEL.service],
      mounts: [...new Set(Mounts.map(({ Type }) => Type))].filter((type) => type !== "volume"),
      privileged: HostConfig.Privileged,
      added: HostConfig.CapAdd ?? [],
      security: HostConfig.SecurityOpt,
      hostNetwork: HostConfig.NetworkMode === "host",
      hostProcesses: HostConfig.PidMode,
      isLimited: (HostConfig.Memory ?? 0) > 0,
    }).toEqual({
      service: Config.Labels[LABEL.service],
      // The log agent reads the folder of log files; observability.test.ts holds that it cannot write there.
      mounts: Config.Labels[LABEL.logLinks] === undefined ? [] : ["bind"],
      privileged: false,
      added: [],
      security: ["no-new-privileges", ...(Config.Labels[LABEL.logLinks] === undefined ? [] : ["label=disable"])],
      hostNetwork: false,
      hostProcesses: "",
      isLimited: true,
    });
  }
});

test("the pooler may open enough files for a thousand clients", async () => {
  const limits = await execute(["pgbouncer", "sh", "-c", "ulimit -Sn; ulimit -Hn"]);
  expect(limits.split("\n").map(Number).filter((limit) => limit < 4096)).toEqual([]);
});

leavesNothingBehind(async () => []);
