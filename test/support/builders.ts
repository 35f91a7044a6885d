import type { Stats } from "../../dev/engine/runtime.ts";
import type { Figure, ServiceUsage } from "../../dev/engine/usage.ts";
import type { FoundImage } from "../../dev/images/present.ts";
import type { ContainerService, TaskService } from "../../dev/model/service.ts";
import type { Stack } from "../../dev/model/stack.ts";
import type { Desired, DesiredContainer, DesiredTask } from "../../dev/planner/desired.ts";
import type { Observed, ObservedCluster, ObservedContainer } from "../../dev/planner/observed.ts";

/** A service with one endpoint, ready when its HTTP answers; what a test is about is laid over it. */
export const service = (name: string, over: Partial<ContainerService<string>> = {}): ContainerService<string> => ({
  kind: "container",
  name,
  image: `${name}:1`,
  endpoints: { api: { containerPort: 80, preferredHostPort: 8000 + name.length, scheme: "http" } },
  readiness: { kind: "http", endpoint: "api", path: "/", status: [200] },
  limits: { memoryMiB: 64 },
  ...over,
});

export const task = (name: string, over: Partial<TaskService<string>> = {}): TaskService<string> => ({ kind: "task", name, action: { kind: "make-jwt-keys" }, ...over });

export const stack = (services: Stack["services"], over: Partial<Stack> = {}): Stack => ({
  name: "test",
  services,
  profiles: { all: services.filter(({ kind }) => kind === "container").map(({ name }) => name) },
  defaultProfile: "all",
  ...over,
});

export const desiredContainer = (name: string, over: Partial<ContainerService<string>> = {}, hash = "h1"): DesiredContainer => {
  const { files: _files, templates: _templates, healthCheck: _healthCheck, ...rest } = service(name, over);
  return { kind: "container", name, hash, fields: {}, secrets: { env: [], files: [] }, ports: { api: 8080 }, service: { ...rest, files: [] } };
};

export const desiredTask = (name: string, over: Partial<TaskService<string>> = {}, hash = "h1"): DesiredTask => ({ kind: "task", name, hash, service: task(name, over) });

export const desired = (...services: readonly (DesiredContainer | DesiredTask)[]): Desired => new Map(services.map((one) => [one.name, one]));

export const container = (name: string, over: Partial<ObservedContainer> = {}): ObservedContainer => ({
  id: `id-of-${name}`,
  name: `neotool-test-${name}`,
  service: name,
  hash: "h1",
  state: "running",
  imageId: `sha256:${name}`,
  imageReference: `${name}:1`,
  startedAt: "2026-11-20T10:00:00Z",
  exitCode: 0,
  outOfMemory: false,
  readsLogs: false,
  ports: { 80: 8080 },
  ...over,
});

export const observed = (containers: readonly ObservedContainer[] = [], over: Partial<Observed> = {}): Observed => ({
  containers: new Map(containers.map((one) => [one.service, one])),
  volumes: new Set(),
  network: containers.length > 0,
  strangers: [],
  ...over,
});

/** A cluster that runs, with what the builders' services ask for. */
export const cluster = (over: Partial<ObservedCluster> = {}): ObservedCluster => ({
  state: "running",
  ports: new Map([["postgres.api", 8080], ["pgbouncer.api", 8080]]),
  mounted: new Set(["neotool-test-data"]),
  ...over,
});

export const image = (reference: string): FoundImage => ({
  reference,
  id: `sha256:${reference.replace(/:.*/, "")}`,
  sizeBytes: 1,
  standInFor: null,
  softwareVersion: null,
});

export const images = (...references: readonly string[]): ReadonlyMap<string, FoundImage> => new Map(references.map((reference) => [reference, image(reference)]));

export const statsOf = (over: Partial<Stats> = {}): Stats => ({
  at: "2026-11-20T10:00:00Z",
  cpuPercent: 1.25,
  memoryBytes: 143 * 1024 * 1024,
  memoryLimitBytes: 512 * 1024 * 1024,
  receivedPerSecond: 1_200,
  sentPerSecond: 0,
  ...over,
});

export const figure = (label: string, value: number | null, over: Partial<Figure> = {}): Figure => ({ key: label.replaceAll(" ", ""), label, short: label, unit: "count", value, ...over });

export const usageOf = (service: string, over: Partial<ServiceUsage> = {}): ServiceUsage => ({ service, startedAt: "2026-11-20T10:00:00Z", stats: statsOf(), figures: [], ...over });
