import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { engineGet } from "../../../dev/docker/http.ts";
import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage } from "../../../dev/images/present.ts";
import { systemClock } from "../../../dev/platform/clock.ts";
import { createRedactor } from "../../../dev/platform/redact.ts";
import { factsOf } from "../../../dev/runtimes/k3d/facts.ts";
import { nodePortsOf } from "../../../dev/runtimes/k3d/manifests/addresses.ts";
import { renderBase } from "../../../dev/runtimes/k3d/manifests/base.ts";
import type { Manifest } from "../../../dev/runtimes/k3d/manifests/manifest.ts";
import { renderService } from "../../../dev/runtimes/k3d/manifests/service.ts";
import { clusterConfigPath, kubeconfigPath, nodeName, nodePathOf } from "../../../dev/runtimes/k3d/names.ts";
import { isWorkload } from "../../../dev/runtimes/k3d/api-paths.ts";
import { expected } from "../../../dev/wiring/expected.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";
import { run } from "../measure/program.ts";
import type { Bench } from "../row.ts";

const FOR_THIS_USER = 0o600;
const NOTHING = { containers: new Map(), volumes: new Set<string>(), network: true, strangers: [], cluster: { state: "missing", ports: new Map(), mounted: new Set<string>() } } as const;

/** What somebody would type who has our cluster file and our manifests: k3d and kubectl, and nothing of ours. */
export interface KubectlPeer {
  /** Cluster, manifests, everything ready. The one-shots (topics, buckets, keys) are not done. */
  create(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  remove(): Promise<void>;
}

/** @param path A working copy in which neotool has brought up the same before, so that its files are there. */
export const kubectlPeer = async (path: string, services: readonly string[], env: Readonly<Record<string, string>>, { engine, signal }: Bench): Promise<KubectlPeer> => {
  const surroundings = { ...realSurroundings(), cwd: path, clock: systemClock, redactor: createRedactor() };
  const project = await openProject(surroundings);
  const { instance, directory, stack } = project;
  const { desired } = await expected(project, surroundings, NOTHING);
  const facts = await factsOf(engine.socket, instance, nodePortsOf(stack.services), { cpus: cpus().length, memoryMiB: totalmem() / 1024 / 1024 })(signal);
  const rendered: Manifest[] = [];
  const volumes: string[] = [];
  for (const name of services) {
    const one = desired.get(name);
    if (one?.kind !== "container") throw new Error(`${name} is no service`);
    const image = await presentImage(engine.socket, lockedImage(one.service.image), signal);
    if (!image) throw new Error(`there is no image of ${name}`);
    rendered.push(...renderService(one, image, facts));
    volumes.push(...(one.service.volumes ?? []).map(({ name: volume }) => nodePathOf(volume)));
  }
  const file = join(path, "manifests.json");
  await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: [...renderBase(facts, stack.services), ...rendered] }), { mode: FOR_THIS_USER });
  const call = async (program: string, ...args: readonly string[]): Promise<void> => void (await run(program, args, { env, signal }));
  const kubectl = (...args: readonly string[]) => call("kubectl", "--kubeconfig", kubeconfigPath(directory.cluster), ...args);
  const ready = async () => {
    const workloads = rendered.filter(isWorkload);
    await Promise.all(workloads.map(({ kind, metadata }) => kubectl("rollout", "status", "--namespace", metadata.namespace ?? "", `${kind}/${metadata.name}`, "--timeout", "180s")));
  };
  return {
    create: async () => {
      await call("k3d", "cluster", "create", "--config", clusterConfigPath(directory.cluster));
      const { stdout } = await run("k3d", ["kubeconfig", "get", instance.id], { env, signal });
      await writeFile(kubeconfigPath(directory.cluster), stdout, { mode: FOR_THIS_USER });
      await call("docker", "exec", nodeName(instance), "chmod", "777", ...volumes);
      await kubectl("apply", "--server-side", "--force-conflicts", "--filename", file);
      await ready();
    },
    start: async () => {
      await call("k3d", "cluster", "start", instance.id);
      await ready();
    },
    stop: () => call("k3d", "cluster", "stop", instance.id),
    remove: async () => {
      await call("k3d", "cluster", "delete", instance.id);
      const { Volumes } = await engineGet<{ readonly Volumes: readonly { readonly Name: string }[] }>(engine.socket, `/volumes?filters=${encodeURIComponent(JSON.stringify({ name: [`neotool-${instance.id}-`] }))}`);
      const data = Volumes.map(({ Name }) => Name).filter((name) => !name.endsWith("-node-images"));
      if (data.length > 0) await call("docker", "volume", "rm", ...data);
    },
  };
};
