import { engineGet, labelFilter } from "../../docker/http.ts";
import { networkName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";

type Labels = Readonly<Record<string, string>>;

export interface ListedContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Labels: Labels;
}

interface Listed {
  readonly Name: string;
  readonly Labels: Labels | null;
}

/** What the engine has of an instance, whichever runtime made it. */
export interface Belongings {
  /** One for each service that is a container. */
  readonly services: readonly ListedContainer[];
  /** Whether there is a cluster's node among its containers. */
  readonly hasNode: boolean;
  readonly volumes: ReadonlySet<string>;
  readonly network: boolean;
  /** What bears its names and not its labels, in words. */
  readonly strangers: readonly string[];
}

/** A container that works on a snapshot is none of a service. */
const isWorker = ({ Labels }: ListedContainer): boolean => Labels[LABEL.snapshot] !== undefined;
const isNode = ({ Labels }: ListedContainer): boolean => Labels[LABEL.cluster] !== undefined;

const isOfService = (container: ListedContainer): boolean => !isNode(container) && !isWorker(container);

const labelsOf = (instance: Instance): string => labelFilter(`${LABEL.instance}=${instance.id}`);

const listContainers = (socket: string, instance: Instance, signal: AbortSignal): Promise<readonly ListedContainer[]> =>
  engineGet(socket, `/containers/json?all=1&${labelsOf(instance)}`, undefined, signal);

/** The containers of an instance's services. */
export const listServices = async (socket: string, instance: Instance, signal: AbortSignal): Promise<readonly ListedContainer[]> =>
  (await listContainers(socket, instance, signal)).filter(isOfService);

/** One labelled listing, and one by name. */
export const belongingsOf = async (socket: string, instance: Instance, signal: AbortSignal): Promise<Belongings> => {
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
  const isStranger = (labels: Labels | null) => labels?.[LABEL.instance] !== instance.id;
  return {
    services: containers.filter(isOfService),
    hasNode: containers.some(isNode),
    volumes: new Set((volumes.Volumes ?? []).map(({ Name }) => Name)),
    network: networks.length > 0,
    strangers: [
      ...alike.filter(({ Labels }) => isStranger(Labels)).map(({ Names }) => `container ${(Names[0] ?? "").replace(/^\//, "")}`),
      ...(volumesAlike.Volumes ?? []).filter(({ Labels }) => isStranger(Labels)).map(({ Name }) => `volume ${Name}`),
      ...networksAlike.filter(({ Labels }) => isStranger(Labels)).map(({ Name }) => `network ${Name}`),
    ],
  };
};
