import type { FoundImage } from "../images/present.ts";
import type { Phase } from "../model/phase.ts";
import type { RuntimeId } from "../model/runtime.ts";

export type ContainerState = "created" | "running" | "paused" | "restarting" | "exited" | "dead" | "removing";

/** One container of ours, as the engine describes it. */
export interface ObservedContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Hash of the definition that it was made from. */
  readonly hash: string;
  readonly state: ContainerState;
  readonly imageId: string;
  /** The name under which its image was found when it was made. */
  readonly imageReference: string;
  /** Engine time of the last start, ISO 8601; empty when it never started. */
  readonly startedAt: string;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** Why it never began to run as it should, in words. */
  readonly stuck?: string;
  /** Whether it was made to read the logs of the others. */
  readonly readsLogs: boolean;
  /** Host port by container port. */
  readonly ports: Readonly<Record<number, number>>;
  /** It is no container, but a program on this machine. */
  readonly program?: ObservedProgram;
}

/** How a program is, as its supervisor says. */
export interface ObservedProgram {
  readonly phase: Phase;
  /** Why it is no further, in words. */
  readonly reason: string | null;
  readonly pid: number | null;
  readonly restarts: number;
  /** Its supervisor was killed: nobody looks after it. */
  readonly isOrphan: boolean;
}

/** A cluster that services live in, instead of a network of the engine. */
export interface ObservedCluster {
  /** `broken`: its node runs, but nobody answers in it. */
  readonly state: "missing" | "stopped" | "running" | "broken";
  /** Host port by `service.endpoint`: fixed when it was made. */
  readonly ports: ReadonlyMap<string, number>;
  /** Names of the volumes that it was made with, as the engine calls them. */
  readonly mounted: ReadonlySet<string>;
}

/** What is: one look at the engine's labels. */
export interface Observed {
  readonly containers: ReadonlyMap<string, ObservedContainer>;
  /** Names of our volumes that exist, as the engine calls them. */
  readonly volumes: ReadonlySet<string>;
  readonly network: boolean;
  /** `undefined`: the runtime has none. */
  readonly cluster?: ObservedCluster;
  /** Another runtime in which this instance has something, running or not. */
  readonly elsewhere?: RuntimeId;
  /** Things that bear our names but not our labels: reported, never adopted, never removed. */
  readonly strangers: readonly string[];
}

/** The part of it that says how the services are. */
export type ObservedContainers = Pick<Observed, "containers" | "cluster">;

/** Which images are in the engine, by official reference. */
export type PresentImages = ReadonlyMap<string, FoundImage>;

/** Identifies one start of a container: what a one-shot was done on. */
export const startOf = ({ id, startedAt }: ObservedContainer): string => `${id.slice(0, 12)}@${startedAt}`;
