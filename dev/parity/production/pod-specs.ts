import type { Path, ProductionObject } from "../load/production.ts";
import { recordAt } from "./read.ts";

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
