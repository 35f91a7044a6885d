import { isRecord } from "../../../platform/is-record.ts";
import type { ProductionObject } from "../production.ts";

const GROUPS = {
  kustomization: { group: "kustomize.toolkit.fluxcd.io/", kind: "Kustomization" },
  release: { group: "helm.toolkit.fluxcd.io/", kind: "HelmRelease" },
  git: { group: "source.toolkit.fluxcd.io/", kind: "GitRepository" },
} as const;

/** Whether an object is one of Flux', whatever its version. */
export const isFlux = (what: keyof typeof GROUPS, { apiVersion, kind }: Pick<ProductionObject, "apiVersion" | "kind">): boolean => kind === GROUPS[what].kind && apiVersion.startsWith(GROUPS[what].group);

export const idOf = ({ namespace, name }: Pick<ProductionObject, "namespace" | "name">): string => `${namespace ?? "default"}/${name}`;

/** A reference to another object: its namespace is the referrer's, where it says none. */
export interface Reference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly isOptional: boolean;
}

export const referenceOf = (value: unknown, from: ProductionObject): Reference | undefined =>
  isRecord(value) && typeof value.name === "string"
    ? { kind: String(value.kind ?? ""), namespace: typeof value.namespace === "string" ? value.namespace : (from.namespace ?? "default"), name: value.name, isOptional: value.optional === true }
    : undefined;

export const isMeant =
  ({ kind, namespace, name }: Reference) =>
  (object: ProductionObject): boolean =>
    object.kind === kind && object.name === name && (object.namespace ?? "default") === namespace;
