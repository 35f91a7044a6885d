import { ifThere } from "../../docker/answered-status.ts";
import { engineGet } from "../../docker/http.ts";
import { networkName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { nodeName } from "./names.ts";

/** The container that is a cluster's node, as the engine describes it. */
export interface Node {
  readonly isOurs: boolean;
  readonly isRunning: boolean;
  /** Runs, and does nothing. */
  readonly isPaused: boolean;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Host port by port of the node. */
  readonly published: ReadonlyMap<number, number>;
  /** Volumes of the engine. */
  readonly mounted: ReadonlySet<string>;
  readonly gateway: string;
}

interface Inspected {
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Running: boolean; readonly Paused?: boolean; readonly StartedAt: string };
  readonly HostConfig: { readonly PortBindings?: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>> | null };
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string }[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, { readonly Gateway: string }>> };
}

/** `undefined` when there is none. */
export const inspectNode = async (socket: string, instance: Instance, signal: AbortSignal): Promise<Node | undefined> => {
  const found = await ifThere(engineGet<Inspected>(socket, `/containers/${nodeName(instance)}/json`, undefined, signal));
  if (!found) return undefined;
  const { Config, State, HostConfig, Mounts, NetworkSettings } = found;
  const bound = Object.entries(HostConfig.PortBindings ?? {}).flatMap(([port, bindings]): [number, number][] => (bindings?.[0] ? [[Number.parseInt(port, 10), Number(bindings[0].HostPort)]] : []));
  return {
    isOurs: Config.Labels[LABEL.instance] === instance.id,
    isRunning: State.Running,
    isPaused: State.Paused === true,
    startedAt: State.StartedAt,
    published: new Map(bound),
    mounted: new Set(Mounts.flatMap(({ Type, Name }) => (Type === "volume" && Name !== undefined ? [Name] : []))),
    gateway: NetworkSettings.Networks[networkName(instance)]?.Gateway ?? "",
  };
};
