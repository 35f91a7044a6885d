import { cpus, totalmem } from "node:os";
import { openClient } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import type { Runtime } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import type { Service } from "../../model/service.ts";
import type { Clock } from "../../platform/clock.ts";
import type { FindProgram } from "../../platform/cluster-programs.ts";
import { apply, type ClusterTools } from "./apply.ts";
import type { Api } from "./api.ts";
import { clusterProgram } from "./cluster.ts";
import { describe } from "./describe.ts";
import { podExec } from "./exec.ts";
import { exited } from "./exited.ts";
import { factsOf } from "./facts.ts";
import { nodePortsOf } from "./manifests/addresses.ts";
import { renderBase } from "./manifests/base.ts";
import { kubeconfigPath, nodeName } from "./names.ts";
import { inspectNode, type Node } from "./node.ts";
import { observe } from "./observe.ts";
import { podLogs } from "./pod-logs.ts";
import { notReachable, reachApi } from "./reach-api.ts";
import { readVolumeFile } from "./read-file.ts";
import { applyAll } from "./server-apply.ts";
import { provisions } from "./provisions.ts";
import { podStats } from "./stats.ts";
import { watchPods } from "./watch-pods.ts";

export interface ClusterOptions {
  /** All of the stack: what a service is reached by must not depend on who else was asked for. */
  readonly services: readonly Service[];
  /** Where the cluster's own files are kept. */
  readonly directory: string;
  /** Official reference of the node's image. */
  readonly image: string;
  readonly clock: Clock;
  /** Where k3d and kubectl are. */
  readonly find: FindProgram;
}

/** The services of an instance as pods of a k3d cluster of its own. */
export const k3dRuntime = (engine: Engine, instance: Instance, { services, directory, image, clock, find }: ClusterOptions): Runtime => {
  const { socket } = engine;
  const kubeconfig = kubeconfigPath(directory);
  const nodePorts = nodePortsOf(services);
  const program = clusterProgram(socket, instance, directory, find);
  let opened: Promise<Api | undefined> | undefined;
  const reach = (find: () => Promise<Node | undefined>, signal: AbortSignal): Promise<Api | undefined> =>
    (opened ??= find().then((node) => (node?.isRunning === true ? reachApi(kubeconfig, node.startedAt, clock, signal) : undefined)));
  const api = async (signal: AbortSignal): Promise<Api> => {
    const found = await reach(() => inspectNode(socket, instance, signal), signal);
    if (!found) throw notReachable();
    return found;
  };
  const brought = new Set<string>();
  const forget = () => {
    opened?.then((old) => old?.[Symbol.dispose](), () => {});
    opened = undefined;
    based = undefined;
    brought.clear();
  };
  const facts = factsOf(socket, instance, nodePorts, { cpus: cpus().length, memoryMiB: totalmem() / 1024 / 1024 });
  let based: Promise<void> | undefined;
  const base = (signal: AbortSignal): Promise<void> => (based ??= Promise.all([api(signal), facts(signal)]).then(([to, known]) => applyAll(to, renderBase(known, services), clock, signal)));
  const tools = async (): Promise<ClusterTools> => ({ docker: await openClient(engine), socket, instance, clock, program, nodePorts, api, base, brought, forget, facts });
  const see = (signal: AbortSignal) => observe({ socket, instance, services, nodePorts, open: (node) => reach(async () => node, signal), clock }, signal);
  const exec = async (signal: AbortSignal) => podExec(await api(signal), instance, kubeconfig, find);
  return {
    id: "k3d",
    pauses: "everything",
    engineContainer: () => nodeName(instance),
    clusterImage: image,
    observe: see,
    observeContainers: see,
    apply: async (operation, signal) => apply(await tools(), operation, signal),
    provisions: async (signal) => provisions(await api(signal), instance, signal),
    describe: async (service, signal) => describe(await api(signal), instance, service, signal),
    exited: async (service, signal) => exited(await api(signal), instance, service, clock, signal),
    async *watch(signal) {
      yield* watchPods(await api(signal), instance, signal);
    },
    async *logs(service, options, signal) {
      for await (const batch of podLogs(await api(signal), instance, service, options, signal)) yield* batch;
    },
    async *logBatches(service, options, signal) {
      yield* podLogs(await api(signal), instance, service, options, signal);
    },
    async *stats(service, signal) {
      yield* podStats(await api(signal), instance, service, clock, signal);
    },
    exec: async (service, request, signal) => (await exec(signal)).captured(service, request, signal),
    attach: async (service, request, terminal, signal) => (await exec(signal)).attached(service, request, terminal, signal),
    readFile: async (service, path, signal) => readVolumeFile(await openClient(engine), instance, services, service, path, signal),
  };
};
