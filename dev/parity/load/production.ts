/** Where something stands in the tree that somebody wrote. */
export interface Place {
  /** Relative to the root that was given. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A way to a value: keys and indices. */
export type Path = readonly (string | number)[];

/** One object as production's cluster gets it. */
export interface ProductionObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  /** As rendered. Of a CustomResourceDefinition names and versions stay: nobody compares schemas. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly place: Place;
  /** Of a value in it, as well as it can be told: the patch, the entry of a kustomization or the base that set it, else the object's. */
  placeOf(path: Path): Place;
  /** How it came in, outermost first: "Flux Kustomization flux-system/data", "kustomize overlays/prod", "HelmRelease monitoring/loki". */
  readonly via: readonly string[];
}

/** What could not be told offline. */
export interface Unknown {
  /** Stable, for example `flux/helmrelease/monitoring/loki`. */
  readonly id: string;
  readonly place: Place;
  readonly what: string;
  readonly why: string;
  /** An act. */
  readonly resolve: string;
}

/** A service of Compose files, after overrides were merged and variables put in. */
export interface ComposeService {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly place: Place;
  placeOf(path: Path): Place;
}

export type EntryKind = "kustomize" | "flux" | "helm" | "plain" | "compose";

/** Where reading began. */
export interface Entry {
  readonly kind: EntryKind;
  /** Relative to the root; `.` is the root itself. */
  readonly path: string;
}

/** Everything that was found of production. */
export interface Production {
  readonly root: string;
  readonly ref: string | undefined;
  readonly entry: Entry;
  /** Where reading might have begun as well, for `--entry`. */
  readonly otherEntries: readonly Entry[];
  readonly objects: readonly ProductionObject[];
  readonly compose: readonly ComposeService[];
  readonly unknowns: readonly Unknown[];
  /** Values of Secrets of the tree: no report may show them. */
  readonly secrets: readonly string[];
}
