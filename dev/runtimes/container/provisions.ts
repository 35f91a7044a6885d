import { ifThere } from "../../docker/answered-status.ts";
import { engineGet } from "../../docker/http.ts";
import type { ProvidedMount, Provision, Provisions } from "../../engine/provision.ts";
import { LABEL } from "../../model/labels.ts";
import { volumeName, type Instance } from "../../model/instance.ts";
import { listServices, type ListedContainer } from "./belongings.ts";

interface Inspected {
  readonly Image: string;
  readonly State: { readonly Running: boolean };
  readonly Config: { readonly Image: string; readonly Cmd: readonly string[] | null; readonly Env: readonly string[] | null; readonly User: string };
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string; readonly Destination: string; readonly RW: boolean }[];
  readonly HostConfig: {
    readonly Memory: number;
    readonly NanoCpus: number;
    readonly CpuQuota: number;
    readonly CpuPeriod: number;
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
  };
}

interface Image {
  readonly Id: string;
  readonly RepoDigests: readonly string[] | null;
  readonly Config: { readonly Cmd?: readonly string[] | null; readonly Env?: readonly string[] | null } | null;
}

const MIB = 1024 * 1024;
/** In nanoseconds, and in microseconds where nothing else is said. */
const NANO_PER_MILLI = 1_000_000;
const PERIOD_US = 100_000;

const mountKind = (mount: Inspected["Mounts"][number], instance: Instance): ProvidedMount["kind"] => {
  // What the image alone asks for goes with its container, and a template of the machine's holds nobody's data.
  if (mount.Type === "volume") return mount.Name?.startsWith(volumeName(instance, "")) === true ? "data" : "temporary";
  if (mount.Type === "bind") return mount.RW ? "host" : "config";
  return "temporary";
};

const memoryText = (bytes: number): string => (bytes % MIB === 0 ? `${bytes / MIB}Mi` : String(bytes));

const cpuOf = ({ NanoCpus, CpuQuota, CpuPeriod }: Inspected["HostConfig"]): string | undefined => {
  if (NanoCpus > 0) return `${NanoCpus / NANO_PER_MILLI}m`;
  return CpuQuota > 0 ? `${Math.round((CpuQuota * 1000) / (CpuPeriod || PERIOD_US))}m` : undefined;
};

/** With and without its prefix, capabilities are the same. */
const capabilities = (names: readonly string[] | null): readonly string[] => (names ?? []).map((name) => name.toUpperCase().replace(/^CAP_/, "")).sort();

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((word, index) => word === b[index]);

/** Pure. @param image The one it was made from; `undefined` where that is gone. @param named The one that its name stands for now. */
export const provisionOf = (container: Inspected, image: Image | undefined, named: Image | undefined, instance: Instance): Provision => {
  const { Config, HostConfig, Mounts } = container;
  const byImage = new Set(image?.Config?.Env ?? []);
  const command = Config.Cmd ?? [];
  return {
    image: { reference: Config.Image, digests: (image?.RepoDigests ?? []).flatMap((one) => one.split("@")[1] ?? []), isOutdated: named !== undefined && named.Id !== container.Image },
    command: command.length === 0 || isSame(command, image?.Config?.Cmd ?? []) ? undefined : command,
    env: new Map((Config.Env ?? []).filter((one) => !byImage.has(one)).map((one) => [one.split("=")[0] ?? "", one.slice(one.indexOf("=") + 1)])),
    mounts: Mounts.map((mount) => ({ path: mount.Destination, kind: mountKind(mount, instance) })),
    memory: HostConfig.Memory > 0 ? memoryText(HostConfig.Memory) : undefined,
    cpu: cpuOf(HostConfig),
    user: Config.User === "" ? undefined : Config.User.split(":")[0],
    hasReadOnlyRoot: HostConfig.ReadonlyRootfs,
    isPrivileged: HostConfig.Privileged,
    mayGainRights: !(HostConfig.SecurityOpt ?? []).some((option) => /^no-new-privileges(:true|=true)?$/.test(option)),
    addedCapabilities: capabilities(HostConfig.CapAdd),
    droppedCapabilities: capabilities(HostConfig.CapDrop),
    replicas: 1,
  };
};

const provision = async (socket: string, { Id }: ListedContainer, instance: Instance, signal: AbortSignal): Promise<Provision | undefined> => {
  const get = <T>(path: string): Promise<T | undefined> => ifThere(engineGet<T>(socket, path, undefined, signal));
  const container = await get<Inspected>(`/containers/${Id}/json`);
  if (container?.State.Running !== true) return undefined;
  const [image, named] = await Promise.all([get<Image>(`/images/${container.Image}/json`), get<Image>(`/images/${encodeURIComponent(container.Config.Image)}/json`)]);
  return provisionOf(container, image, named, instance);
};

/** What the containers of an instance that run were made with, and whatever was changed in them since. */
export const provisions = async (socket: string, instance: Instance, signal: AbortSignal): Promise<Provisions> => {
  const listed = await listServices(socket, instance, signal);
  const found = await Promise.all(listed.map(async (container) => [container.Labels[LABEL.service] ?? "", await provision(socket, container, instance, signal)] as const));
  return new Map(found.flatMap(([service, one]) => (one ? [[service, one] as const] : [])));
};
