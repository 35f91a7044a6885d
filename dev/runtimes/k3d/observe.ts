import type { Service } from "../../model/service.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Observed, ObservedCluster, ObservedContainer } from "../../planner/observed.ts";
import { belongingsOf } from "../container/belongings.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Api } from "./api.ts";
import { inspectNode, type Node } from "./node.ts";
import { isFromBefore, observedFrom } from "./observed-workloads.ts";
import type { List, Pod } from "./objects.ts";
import { selector } from "./selector.ts";
import { workloadsOf } from "./workloads.ts";

/** Host port by `service.endpoint`, as the node publishes them. */
const publishedPorts = (nodePorts: ReadonlyMap<string, number>, { published }: Node): ReadonlyMap<string, number> =>
  new Map([...nodePorts].flatMap(([key, nodePort]): [string, number][] => {
    const port = published.get(nodePort);
    return port === undefined ? [] : [[key, port]];
  }));

/** Host port by container port. */
const portsOf = (service: Service | undefined, published: ReadonlyMap<string, number>): Readonly<Record<number, number>> =>
  service?.kind !== "container"
    ? {}
    : Object.fromEntries(Object.entries(service.endpoints).flatMap(([endpoint, { containerPort }]) => {
        const port = published.get(`${service.name}.${endpoint}`);
        return port === undefined ? [] : [[containerPort, port]];
      }));

const REFRESHED_WITHIN_MS = 15_000;
const PAUSE_MS = 100;

/** The pods, once the kubelet has looked at them: after a node was killed, the API still tells for a while what ran in its last life. */
const podsSince = async (startedAt: string, listPods: () => Promise<List<Pod>>, clock: Clock, signal: AbortSignal): Promise<readonly Pod[]> => {
  const until = clock.now() + REFRESHED_WITHIN_MS;
  for (;;) {
    const { items } = await listPods();
    if (!items.some((pod) => isFromBefore(startedAt, pod)) || clock.now() >= until) return items;
    await clock.sleep(PAUSE_MS, signal);
  }
};

const workloadsIn = async (api: Api, instance: Instance, services: readonly Service[], { startedAt }: Node, published: ReadonlyMap<string, number>, clock: Clock, signal: AbortSignal): Promise<readonly ObservedContainer[]> => {
  const listPods = () => api.ask<List<Pod>>({ method: "GET", path: `/api/v1/pods?${selector(instance)}` }, signal);
  const [pods, workloads] = await Promise.all([podsSince(startedAt, listPods, clock, signal), workloadsOf(api, instance, signal)]);
  const byName = new Map(services.map((service) => [service.name, service]));
  return workloads.map((workload) => observedFrom(workload, pods, portsOf(byName.get(workload.metadata.labels?.[LABEL.service] ?? ""), published)));
};

export interface Sight {
  readonly socket: string;
  readonly instance: Instance;
  readonly services: readonly Service[];
  /** By `service.endpoint`. */
  readonly nodePorts: ReadonlyMap<string, number>;
  /** The API of the cluster; `undefined` where nobody answers. */
  readonly open: (node: Node) => Promise<Api | undefined>;
  readonly clock: Clock;
}

export const observe = async ({ socket, instance, services, nodePorts, open, clock }: Sight, signal: AbortSignal): Promise<Observed> => {
  const [{ services: containers, volumes, network, strangers }, found] = await Promise.all([belongingsOf(socket, instance, signal), inspectNode(socket, instance, signal)]);
  const node = found?.isOurs === true ? found : undefined;
  const ports = node ? publishedPorts(nodePorts, node) : new Map<string, number>();
  const api = node?.isRunning === true && !node.isPaused ? await open(node) : undefined;
  const state: ObservedCluster["state"] = node === undefined ? "missing" : !node.isRunning ? "stopped" : api ? "running" : "broken";
  const running = api && node ? await workloadsIn(api, instance, services, node, ports, clock, signal) : [];
  return {
    containers: new Map(running.map((container) => [container.service, container])),
    volumes,
    network,
    cluster: { state, ports, mounted: node?.mounted ?? new Set() },
    strangers: [...strangers, ...(found && !found.isOurs ? [`k3d cluster ${instance.id}`] : [])],
    ...(containers.length > 0 && { elsewhere: "container" as const }),
  };
};
