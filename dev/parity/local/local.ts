import type { Bucket, Topic } from "../../model/task.ts";
import type { Stack } from "../../model/stack.ts";
import type { Settings } from "../../stacks/settings.ts";
import type { EffectiveSetting } from "../../data/effective.ts";
import type { Provisions } from "../../engine/provision.ts";
import { known, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { applicationWorkloads } from "./applications.ts";
import { definedWorkload, type LocalPlaces } from "./definition.ts";
import { asProvided } from "./provided.ts";
import type { ImageUse } from "./images-in-sources.ts";
import type { FeatureUse } from "./s3-in-sources.ts";
import { settingsOfTasks } from "./task-settings.ts";

/** A setting as it is in what runs. */
export type Effective = Known & EffectiveSetting;

/** An image of ours in place of an official one. */
export interface StandIn {
  readonly reference: string;
  /** Of the software in it, as its label has it; `undefined`: it does not say. */
  readonly version: string | undefined;
}

/** Whom Prometheus asks for metrics. */
export interface Target {
  /** `host:port` */
  readonly address: string;
  /** Which service it is, where Prometheus itself knows. @default by its address */
  readonly service?: string;
  /** It did not answer when it was asked last. */
  readonly isDown: boolean;
}

/** What was asked of what runs; empty where nothing does. */
export interface Live {
  /** By service, then by setting. */
  readonly settings: ReadonlyMap<string, ReadonlyMap<string, Effective>>;
  /** Stand-ins by service: what they are in place of, and which version they hold. */
  readonly standIns: ReadonlyMap<string, Known<StandIn>>;
  /** Services whose image has lost its name to another since they were made. */
  readonly outdated: ReadonlyMap<string, Known>;
  /** What their runtime gave to services. */
  readonly provisions: Known<Provisions>;
  readonly topics: readonly Known<Topic>[] | undefined;
  readonly buckets: readonly Known<Bucket>[] | undefined;
  readonly targets: readonly Known<Target>[] | undefined;
}

export const NOT_RUNNING: Live = { settings: new Map(), standIns: new Map(), outdated: new Map(), provisions: known(new Map(), { kind: "query", query: "" }), topics: undefined, buckets: undefined, targets: undefined };

/** Our side as facts. */
export interface Local {
  readonly services: readonly Workload[];
  /** Programs of this machine that use them. */
  readonly applications: readonly Workload[];
  /** Besides what stands in files and on command lines: what one-shots make. */
  readonly made: ReadonlyMap<string, ReadonlyMap<string, Known>>;
  readonly topics: readonly Known<Topic>[];
  readonly buckets: readonly Known<Bucket>[];
  /** By service: differences that are meant, by `axis/subject` or a pattern of it, each with its reason. */
  readonly meant: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** What tests and other files of the repository run. */
  readonly imageUses: readonly ImageUse[];
  /** Calls of S3 that not every store answers. */
  readonly featureUses: readonly FeatureUse[];
  readonly live: Live;
}

/** Our side from the definitions alone. */
export const definedLocal = (stack: Stack, settings: Settings, places: LocalPlaces): Omit<Local, "imageUses" | "featureUses" | "live"> => {
  const containers = stack.services.filter((service) => service.kind === "container");
  const at = (...path: readonly string[]) => places.configKey(path) ?? { kind: "definition" as const, of: path[0] ?? "" };
  return {
    services: containers.map((service) => definedWorkload(service, places)),
    applications: applicationWorkloads(settings, places),
    made: settingsOfTasks(stack.services, places),
    topics: Object.entries(settings.kafka.topics).map(([name, topic]) => ({ value: { name, ...topic }, origin: at("kafka", "topics", name) })),
    buckets: Object.entries(settings.minio.buckets).map(([name, bucket]) => ({ value: { name, ...bucket }, origin: at("minio", "buckets", name) })),
    meant: new Map(containers.map(({ name, devOnly = {} }) => [name, devOnly])),
  };
};

/** Our side with what runs in place of what is defined, as far as it was asked. */
export const asItRuns = (local: Omit<Local, "live">, live: Live): Local => ({
  ...local,
  live,
  services: local.services.map((service) => {
    const provision = live.provisions.value.get(service.name);
    return provision ? asProvided(service, provision, live.provisions.origin) : service;
  }),
});
