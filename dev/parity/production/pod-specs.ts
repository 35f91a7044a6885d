import type { Path, ProductionObject } from "../load/production.ts";
import { listAt, recordAt, textAt } from "./read.ts";

const POD_OF_TEMPLATE: Path = ["spec", "template"];
const TEMPLATES: Readonly<Record<string, Path>> = {
  Deployment: POD_OF_TEMPLATE,
  StatefulSet: POD_OF_TEMPLATE,
  DaemonSet: POD_OF_TEMPLATE,
  ReplicaSet: POD_OF_TEMPLATE,
  Job: POD_OF_TEMPLATE,
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  Pod: [],
};

/** An object that makes pods. */
export interface PodOwner {
  readonly object: ProductionObject;
  /** To the pod's own spec. */
  readonly spec: Path;
  readonly labels: Readonly<Record<string, string>>;
}

const texts = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));

export const podOwners = (objects: readonly ProductionObject[]): readonly PodOwner[] =>
  objects.flatMap((object) => {
    const template = TEMPLATES[object.kind];
    return template === undefined ? [] : [{ object, spec: [...template, "spec"], labels: texts(recordAt(object.value, [...template, "metadata", "labels"])) }];
  });

/** A container of a pod. */
export interface ContainerPlace {
  readonly path: Path;
  /** The owner's; where the pod has others beside it, with its own behind a slash. */
  readonly name: string;
}

/** Those that run beside each other, and those that end before them. An init container that is always started again is one of the former. */
export const containersIn = ({ object, spec }: PodOwner): { readonly running: readonly ContainerPlace[]; readonly initial: readonly ContainerPlace[] } => {
  const all = (key: string) =>
    listAt(object.value, [...spec, key]).map((container, index) => ({ path: [...spec, key, index], name: `${object.name}/${textAt(container, ["name"]) ?? "container"}`, isSidecar: textAt(container, ["restartPolicy"]) === "Always" }));
  const [before, sidecars] = [all("initContainers").filter(({ isSidecar }) => !isSidecar), all("initContainers").filter(({ isSidecar }) => isSidecar)];
  const running = [...all("containers"), ...sidecars];
  return { running: running.length === 1 ? running.map((one) => ({ ...one, name: object.name })) : running, initial: before };
};
