import type Dockerode from "dockerode";
import { DevError } from "../../errors/dev-error.ts";
import type { RuntimeOperation } from "../../engine/runtime.ts";
import { volumeName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Clock } from "../../platform/clock.ts";
import { apply as applyToEngine } from "../container/apply.ts";
import { pause, unpause } from "../container/pausing.ts";
import type { Api } from "./api.ts";
import type { ClusterProgram } from "./cluster.ts";
import { withoutPods } from "./manifests/without-pods.ts";
import type { ClusterFacts } from "./manifests/cluster-facts.ts";
import { renderService } from "./manifests/service.ts";
import { keepKeys } from "./keep-keys.ts";
import { removeLeftovers } from "./leftovers.ts";
import { importImage } from "./node-images.ts";
import { k3dImagesVolume, NODE_IMAGES, nodeName } from "./names.ts";
import { removeService, startService, stopService } from "./workload-acts.ts";
import { workloadsOf } from "./workloads.ts";
import { isWorkload } from "./api-paths.ts";
import { applyAll } from "./server-apply.ts";
import { inspectNode } from "./node.ts";
import { prepareVolumes } from "./prepare-volumes.ts";
import { putFile } from "./put-file.ts";

const LOOKS_FOR_LEFTOVERS = 20;
const BETWEEN_LOOKS_MS = 250;

/** What acts on a cluster need. */
export interface ClusterTools {
  readonly docker: Dockerode;
  readonly socket: string;
  readonly instance: Instance;
  readonly clock: Clock;
  readonly program: ClusterProgram;
  readonly nodePorts: ReadonlyMap<string, number>;
  api(signal: AbortSignal): Promise<Api>;
  /** Namespaces with their quotas and policies, made what they should be once for all services of a run. */
  base(signal: AbortSignal): Promise<void>;
  /** Services whose image is known to be in the node, because they were made in this run. */
  readonly brought: Set<string>;
  /** The cluster is another one from now on. */
  forget(): void;
  facts(signal: AbortSignal): Promise<ClusterFacts>;
}

/** Does one operation. */
export const apply = async (tools: ClusterTools, operation: RuntimeOperation, signal: AbortSignal): Promise<void> => {
  const { docker, instance, program } = tools;
  switch (operation.kind) {
    case "remove-network":
      await removeLeftovers(docker, instance);
      return applyToEngine(tools, operation, signal);
    case "create-network":
    case "create-volume":
      return applyToEngine(tools, operation, signal);
    case "remove-volume":
      return removeVolume(tools, operation, signal);
    case "create-cluster":
      return createCluster(tools, operation, signal);
    case "start-cluster":
      await program.start(signal);
      tools.forget();
      await tools.api(signal);
      return;
    case "stop-cluster":
      tools.forget();
      return program.stop(signal);
    case "remove-cluster":
      tools.forget();
      return program.remove(signal);
    case "create":
      return create(tools, operation, signal);
    case "start":
      return start(tools, operation.service, signal);
    case "stop":
      return stopService(await tools.api(signal), instance, operation.service, tools.clock, signal);
    case "remove":
      return removeService(await tools.api(signal), instance, operation.service, tools.clock, signal);
    case "pause": // with the node, all that runs in it
      return pause(docker.getContainer(nodeName(instance)), signal);
    case "unpause":
      return unpause(docker.getContainer(nodeName(instance)), signal);
    case "list-logs":
      return; // the kubelet keeps the files of all pods in one folder, which its agents see
    case "put-file":
      return putFile(await tools.api(signal), instance, operation.service, operation.file, signal);
    case "keep-keys":
      return keepKeys(await tools.api(signal), instance, operation, signal);
  }
};

/** The engine may make k3d's helper, which has a volume of the cluster's, after k3d itself was ended. */
const removeVolume = async (tools: ClusterTools, operation: RuntimeOperation, signal: AbortSignal): Promise<void> => {
  for (let left = LOOKS_FOR_LEFTOVERS; ; left -= 1) {
    try {
      return await applyToEngine(tools, operation, signal);
    } catch (error) {
      if (!(error instanceof DevError && error.code === "IN_USE") || left === 0) throw error;
      await removeLeftovers(tools.docker, tools.instance);
      await tools.clock.sleep(BETWEEN_LOOKS_MS, signal);
    }
  }
};

/** What somebody may have taken since it was made, its image in the node and its namespace's room, is there again first. */
const start = async ({ docker, socket, instance, brought, api: open, base }: ClusterTools, service: string, signal: AbortSignal): Promise<void> => {
  const api = await open(signal);
  if (!brought.has(service)) {
    const workloads = await workloadsOf(api, instance, signal, service);
    const images = workloads.map(({ metadata: { annotations = {} } }) => ({ id: annotations[LABEL.imageId] ?? "", reference: annotations[LABEL.imageReference] ?? "" }));
    await Promise.all([base(signal), ...images.map((image) => importImage(docker, socket, nodeName(instance), image, signal))]);
  }
  return startService(api, instance, service, signal);
};

type Create = Extract<RuntimeOperation, { kind: "create" }>;
type CreateCluster = Extract<RuntimeOperation, { kind: "create-cluster" }>;

const createCluster = async (tools: ClusterTools, { image, publish, volumes }: CreateCluster, signal: AbortSignal): Promise<void> => {
  const { socket, instance, program, nodePorts } = tools;
  const there = await inspectNode(socket, instance, signal);
  if (there && !there.isOurs) {
    throw new DevError("NAME_TAKEN", `There is already a k3d cluster named ${instance.id}, and neotool did not make it`, { hint: `Look at it: k3d cluster list. If nobody needs it: k3d cluster delete ${instance.id}` });
  }
  tools.forget();
  // In order first: a server that is killed with its node may lose what it has not written.
  if (there?.isPaused === true) await tools.docker.getContainer(nodeName(instance)).unpause();
  if (there?.isRunning === true) await program.stop(signal);
  if (there) await program.remove(signal);
  // k3d's own, too, before k3d does: with our labels it is found by `down --volumes` and `prune` wherever k3d was cut off.
  for (const volume of [volumeName(instance, NODE_IMAGES), k3dImagesVolume(instance)]) await applyToEngine(tools, { kind: "create-volume", volume }, signal);
  const published = new Map([...publish].map(([key, port]): [number, number] => [nodePortOf(nodePorts, key), port]));
  try {
    await program.create({ image: image.reference, published, volumes }, signal);
  } catch (error) {
    await removeLeftovers(tools.docker, instance).catch(() => {}); // `down` does it again
    throw error;
  }
  await Promise.all([prepareVolumes(tools.docker, nodeName(instance), volumes, signal), tools.api(signal)]);
};

const nodePortOf = (nodePorts: ReadonlyMap<string, number>, key: string): number => {
  const port = nodePorts.get(key);
  if (port === undefined) throw new Error(`${key} has no node port`);
  return port;
};

/** Everything of a service, with no pod yet: it is started when those it needs are there. */
const create = async (tools: ClusterTools, { desired, image }: Create, signal: AbortSignal): Promise<void> => {
  const { docker, socket, instance } = tools;
  const [api, facts] = await Promise.all([tools.api(signal), tools.facts(signal)]);
  const manifests = withoutPods(renderService(desired, image, facts));
  // A claim is bound, and a name known to the cluster's DNS, while the image is brought in.
  const around = tools.base(signal).then(() => applyAll(api, manifests.filter((manifest) => !isWorkload(manifest)), tools.clock, signal));
  await Promise.all([around, importImage(docker, socket, nodeName(instance), image, signal)]);
  await applyAll(api, manifests.filter(isWorkload), tools.clock, signal);
  tools.brought.add(desired.name);
};
