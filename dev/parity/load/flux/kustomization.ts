import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import { allowedFields } from "../kustomize/allowed-fields.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import { referenceOf, type Reference } from "./kinds.ts";

/** What a Kustomization of Flux says, as far as it decides what it renders. */
export interface FluxKustomization {
  readonly object: LoadedObject;
  readonly path: string;
  readonly components: readonly string[];
  /** As fields of a kustomization. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly source: Reference | undefined;
  readonly dependsOn: readonly Reference[];
  readonly substitute: Readonly<Record<string, string>>;
  readonly substituteFrom: readonly Reference[];
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const fieldsOf = (spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const common = record(spec.commonMetadata);
  const fields = {
    namespace: spec.targetNamespace,
    namePrefix: spec.namePrefix,
    nameSuffix: spec.nameSuffix,
    labels: isRecord(common.labels) ? [{ pairs: common.labels, includeSelectors: false }] : undefined,
    commonAnnotations: isRecord(common.annotations) ? common.annotations : undefined,
  };
  return { ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)), ...allowedFields(spec) };
};

/** Flux takes line ends out of values. */
export const asValue = (value: unknown): string => String(value ?? "").replaceAll("\n", "");

export const readKustomization = (object: LoadedObject): FluxKustomization => {
  const spec = specOf(object);
  const postBuild = record(spec.postBuild);
  return {
    object,
    path: typeof spec.path === "string" ? spec.path : ".",
    components: listOf(spec.components).filter((path) => typeof path === "string"),
    fields: fieldsOf(spec),
    source: referenceOf(spec.sourceRef, object),
    dependsOn: listOf(spec.dependsOn).flatMap((entry) => referenceOf(entry, object) ?? []).map((reference) => ({ ...reference, kind: "Kustomization" })),
    substitute: Object.fromEntries(Object.entries(record(postBuild.substitute)).map(([name, value]) => [name, asValue(value)])),
    // Of its own namespace only, as Flux reads them.
    substituteFrom: listOf(postBuild.substituteFrom).flatMap((entry) => referenceOf(entry, object) ?? []).map((reference) => ({ ...reference, namespace: object.namespace ?? "default" })),
  };
};
