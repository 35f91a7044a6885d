import type { Path, ProductionObject } from "../load/production.ts";
import { knownBy, type Known } from "../facts/known.ts";
import type { Port, Workload } from "../facts/workload.ts";
import { environmentOf } from "./environment.ts";
import { resourcesOf, securityOf } from "./limits.ts";
import { lookupIn, type Lookup } from "./lookup.ts";
import { containersIn, podOwners, type ContainerPlace, type PodOwner } from "./pod-specs.ts";
import { probesOf } from "./probes.ts";
import { knownAt, listAt, placedAt, textAt } from "./read.ts";
import { withReferences } from "./references.ts";
import { servicesOf } from "./services.ts";
import { storageOf } from "./storage.ts";

/** Every container of every pod that production's objects make, those that run before the others apart. */
export interface Workloads {
  readonly running: readonly Workload[];
  readonly initial: readonly Workload[];
}

const wordsOf = (object: ProductionObject, container: Path): readonly Known[] =>
  ["command", "args"].flatMap((key) => listAt(object.value, [...container, key]).map((word, index) => placedAt(String(word), object, [...container, key, index])));

const portsOf = (object: ProductionObject, container: Path): readonly Known<Port>[] =>
  listAt(object.value, [...container, "ports"]).flatMap((port, index) => {
    const number = Number(textAt(port, ["containerPort"]));
    return Number.isInteger(number) ? [placedAt({ number, at: "container" as const }, object, [...container, "ports", index])] : [];
  });

const countOf = (object: ProductionObject): Known<number> | undefined => {
  const replicas = knownAt(object, ["spec", "replicas"]);
  return replicas && knownBy(Number(replicas.value), replicas);
};

const workload = ({ object, spec, labels }: PodOwner, { path: container, name }: ContainerPlace, lookup: Lookup, objects: readonly ProductionObject[]): Workload => {
  const { env, open } = environmentOf(object, container, lookup);
  const storage = storageOf(object, spec, container, lookup);
  const { addresses, ports } = servicesOf(object.namespace, labels, objects);
  return {
    name,
    kind: object.kind,
    origin: { kind: "file", ...object.place },
    namespace: object.namespace === undefined ? undefined : placedAt(object.namespace, object, ["metadata", "namespace"]),
    labels,
    image: knownAt(object, [...container, "image"]),
    command: wordsOf(object, container).map((word) => knownBy(withReferences(word.value, env), word)),
    env,
    files: storage.files,
    openEnv: open,
    openFiles: storage.open,
    mounts: storage.mounts,
    ports: [...portsOf(object, container), ...ports],
    addresses,
    probes: probesOf(object, container),
    resources: resourcesOf(object, container),
    security: securityOf(object, spec, container),
    replicas: countOf(object),
    schedule: object.kind === "CronJob" ? knownAt(object, ["spec", "schedule"]) : undefined,
  };
};

export const workloadsOf = (objects: readonly ProductionObject[]): Workloads => {
  const lookup = lookupIn(objects);
  const all = (which: "running" | "initial"): readonly Workload[] => podOwners(objects).flatMap((owner) => containersIn(owner)[which].map((container) => workload(owner, container, lookup, objects)));
  return { running: all("running"), initial: all("initial") };
};
