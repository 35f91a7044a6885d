import { ifThere } from "../../docker/answered-status.ts";
import { engineGet } from "../../docker/http.ts";
import { LABEL } from "../../model/labels.ts";
import type { Instance } from "../../model/instance.ts";
import type { ContainerState, Observed, ObservedContainer, ObservedContainers } from "../../planner/observed.ts";
import { belongingsOf, listServices, type ListedContainer } from "./belongings.ts";

interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Status: ContainerState; readonly StartedAt: string; readonly ExitCode: number; readonly OOMKilled: boolean };
  readonly HostConfig: { readonly PortBindings?: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null };
}

/** Docker writes year 1 for "never". */
const startedAt = (time: string): string => (time.startsWith("0001-") ? "" : time);

const observedFrom = ({ Id, Name, Image, Config, State, HostConfig }: InspectedContainer): ObservedContainer => ({
  id: Id,
  name: Name.replace(/^\//, ""),
  service: Config.Labels[LABEL.service] ?? "",
  hash: Config.Labels[LABEL.hash] ?? "",
  state: State.Status,
  imageId: Image,
  imageReference: Config.Image,
  startedAt: startedAt(State.StartedAt),
  exitCode: State.ExitCode,
  outOfMemory: State.OOMKilled,
  readsLogs: Config.Labels[LABEL.logLinks] !== undefined,
  ports: Object.fromEntries(
    Object.entries(HostConfig.PortBindings ?? {}).flatMap(([containerPort, bindings]) => {
      const port = bindings?.[0]?.HostPort;
      return port === undefined ? [] : [[Number.parseInt(containerPort, 10), Number(port)]];
    }),
  ),
});

/** `undefined`: it was removed after it was listed, by a `down` in another terminal. */
const inspect = (socket: string, { Id }: ListedContainer, signal: AbortSignal): Promise<InspectedContainer | undefined> => ifThere(engineGet<InspectedContainer>(socket, `/containers/${Id}/json`, undefined, signal));

const inspectAll = async (socket: string, listed: readonly ListedContainer[], signal: AbortSignal): Promise<Observed["containers"]> => {
  const inspected = await Promise.all(listed.map((container) => inspect(socket, container, signal)));
  const ours = inspected.flatMap((container) => (container ? [observedFrom(container)] : []));
  return new Map(ours.map((container) => [container.service, container]));
};

/** One look at the containers that bear an instance's labels. */
export const observeContainers = async (socket: string, instance: Instance, signal: AbortSignal): Promise<ObservedContainers> => ({
  containers: await inspectAll(socket, await listServices(socket, instance, signal), signal),
});

/** One look at everything that bears an instance's labels, and at what bears its names without them. */
export const observe = async (socket: string, instance: Instance, signal: AbortSignal): Promise<Observed> => {
  const { services, hasNode, volumes, network, strangers } = await belongingsOf(socket, instance, signal);
  return { containers: await inspectAll(socket, services, signal), volumes, network, strangers, ...(hasNode && { elsewhere: "k3d" as const }) };
};
