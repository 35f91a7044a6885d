import { engineGet, EngineStatusError, labelFilter } from "../../docker/http.ts";
import { LABEL } from "../../model/labels.ts";
import { networkName, type Instance } from "../../model/instance.ts";
import type { ContainerState, Observed, ObservedContainer, ObservedContainers } from "../../planner/observed.ts";

interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
}

interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Status: ContainerState; readonly StartedAt: string; readonly ExitCode: number; readonly OOMKilled: boolean };
  readonly HostConfig: { readonly PortBindings?: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null };
}

interface Listed {
  readonly Name: string;
  readonly Labels: Readonly<Record<string, string>> | null;
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

const named = (list: readonly Listed[]): ReadonlySet<string> => new Set(list.map(({ Name }) => Name));

/** `undefined`: it was removed after it was listed, by a `down` in another terminal. */
const inspect = async (socket: string, { Id }: ListedContainer, signal: AbortSignal): Promise<InspectedContainer | undefined> => {
  try {
    return await engineGet<InspectedContainer>(socket, `/containers/${Id}/json`, undefined, signal);
  } catch (error) {
    if (error instanceof EngineStatusError && error.status === 404) return undefined;
    throw error;
  }
};

const labelsOf = (instance: Instance): string => labelFilter(`${LABEL.instance}=${instance.id}`);

const listContainers = (socket: string, instance: Instance, signal: AbortSignal): Promise<readonly ListedContainer[]> =>
  engineGet(socket, `/containers/json?all=1&${labelsOf(instance)}`, undefined, signal);

const inspectAll = async (socket: string, listed: readonly ListedContainer[], signal: AbortSignal): Promise<Observed["containers"]> => {
  const inspected = await Promise.all(listed.map((container) => inspect(socket, container, signal)));
  const ours = inspected.flatMap((container) => (container ? [observedFrom(container)] : []));
  return new Map(ours.map((container) => [container.service, container]));
};

/** One look at the containers that bear an instance's labels. */
export const observeContainers = async (socket: string, instance: Instance, signal: AbortSignal): Promise<ObservedContainers> => ({
  containers: await inspectAll(socket, await listContainers(socket, instance, signal), signal),
});

/** One look at everything that bears an instance's labels, and at what bears its names without them. */
export const observe = async (socket: string, instance: Instance, signal: AbortSignal): Promise<Observed> => {
  const get = <T>(path: string) => engineGet<T>(socket, path, undefined, signal);
  const filter = labelsOf(instance);
  const prefix = encodeURIComponent(JSON.stringify({ name: [`^/?${networkName(instance)}`] }));
  const [containers, volumes, networks, alike, volumesAlike, networksAlike] = await Promise.all([
    listContainers(socket, instance, signal),
    get<{ readonly Volumes: readonly Listed[] | null }>(`/volumes?${filter}`),
    get<readonly Listed[]>(`/networks?${filter}`),
    get<readonly ListedContainer[]>(`/containers/json?all=1&filters=${prefix}`),
    get<{ readonly Volumes: readonly Listed[] | null }>(`/volumes?filters=${prefix}`),
    get<readonly Listed[]>(`/networks?filters=${prefix}`),
  ]);
  const isStranger = (labels: Readonly<Record<string, string>> | null) => labels?.[LABEL.instance] !== instance.id;
  return {
    containers: await inspectAll(socket, containers, signal),
    volumes: named(volumes.Volumes ?? []),
    network: networks.length > 0,
    strangers: [
      ...alike.filter(({ Labels }) => isStranger(Labels)).map(({ Names }) => `container ${(Names[0] ?? "").replace(/^\//, "")}`),
      ...(volumesAlike.Volumes ?? []).filter(({ Labels }) => isStranger(Labels)).map(({ Name }) => `volume ${Name}`),
      ...networksAlike.filter(({ Labels }) => isStranger(Labels)).map(({ Name }) => `network ${Name}`),
    ],
  };
};
