import { isRecord } from "../../../platform/is-record.ts";
import type { Layer, Shaping } from "../place/layer.ts";
import { valueAt } from "../place/paths.ts";
import { placeIn, type Base } from "../place/place-of.ts";
import type { Sources } from "../place/sources.ts";
import type { Path, Place, ProductionObject } from "../production.ts";

/** An object that may shape others, as those of Flux do. */
export interface LoadedObject extends ProductionObject {
  placeInText(path: Path, line: number): Place;
}

interface Parts {
  readonly value: Readonly<Record<string, unknown>>;
  /** Looked for when a place is asked for. */
  base(): Base;
  /** Outermost first. */
  shapings(): readonly Shaping[];
  readonly via: readonly string[];
  readonly sources: Sources;
}

const textAt = (value: unknown, path: Path): string | undefined => {
  const found = valueAt(value, path);
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
};

/** Nobody compares schemas, and they are most of the text of a large tree. */
const withoutSchema = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { spec } = value;
  if (value.kind !== "CustomResourceDefinition" || !isRecord(spec)) return value;
  const versions = Array.isArray(spec.versions) ? spec.versions.map((version: unknown) => ({ name: valueAt(version, ["name"]) })) : [];
  return { ...value, spec: { group: spec.group, names: spec.names, scope: spec.scope, versions } };
};

/** By what a cluster tells its objects apart. */
export const identityOf = (value: Readonly<Record<string, unknown>>): Pick<ProductionObject, "kind" | "namespace" | "name"> => ({
  kind: String(value.kind),
  namespace: textAt(value, ["metadata", "namespace"]),
  name: textAt(value, ["metadata", "name"]) ?? "",
});

export const makeObject = ({ value: given, base: findBase, shapings: findShapings, via, sources }: Parts): LoadedObject => {
  const value = withoutSchema(given);
  let found: Base | undefined;
  const base = (): Base => (found ??= findBase());
  let shaped: readonly Shaping[] | undefined;
  const shapings = (): readonly Shaping[] => (shaped ??= findShapings());
  return {
    apiVersion: String(value.apiVersion),
    ...identityOf(value),
    value,
    get place() {
      return base().place;
    },
    placeOf: (path) => placeIn(value, path, base(), shapings(), sources),
    placeInText: (path, line) => base().placeInText?.(path, line) ?? placeIn(value, path, base(), shapings(), sources),
    via,
  };
};

/** An object as something that shapes others. */
export const asLayer = (object: LoadedObject): Layer => ({ value: object.value, placeOf: object.placeOf, placeInText: object.placeInText });

export const specOf = (object: ProductionObject): Readonly<Record<string, unknown>> => (isRecord(object.value.spec) ? object.value.spec : {});
