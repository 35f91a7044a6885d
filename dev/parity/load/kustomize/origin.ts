import { isRecord } from "../../../platform/is-record.ts";
import { itemsOf } from "../objects/flatten.ts";
import { valueAt } from "../place/paths.ts";
import type { Sources } from "../place/sources.ts";
import type { Graph, Kustomization } from "./graph.ts";

type Value = Readonly<Record<string, unknown>>;

/** Where a rendered object comes from; paths are of the tree. */
export interface Origin {
  /** The file that it stands in. */
  readonly path: string | undefined;
  /** The kustomization whose generator made it. */
  readonly generatedIn: string | undefined;
  /** The kustomizations that could change it, the outermost first. */
  readonly shapedIn: readonly string[];
}

/** What kustomizations around an object make of its name. */
interface Around {
  readonly shapedIn: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  readonly namespace: string | undefined;
}

interface Leaf extends Around {
  readonly from: { readonly file: string } | { readonly kustomization: string; readonly kind: string; readonly name: string };
}

/** What is laid over the tree: its parts and the fields that change names. */
export interface Laid {
  readonly resources: readonly string[];
  readonly components: readonly string[];
  readonly fields: Value;
}

const GENERATORS = { configMapGenerator: "ConfigMap", secretGenerator: "Secret" } as const;
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const within = (around: Around, file: string | undefined, spec: Value): Around => ({
  shapedIn: file === undefined ? around.shapedIn : [...around.shapedIn, file],
  prefix: around.prefix + textOf(spec.namePrefix),
  suffix: textOf(spec.nameSuffix) + around.suffix,
  namespace: around.namespace ?? (textOf(spec.namespace) === "" ? undefined : textOf(spec.namespace)),
});

const generatedBy = ({ file, spec }: Kustomization, around: Around): readonly Leaf[] =>
  Object.entries(GENERATORS).flatMap(([field, kind]) => {
    const entries: unknown = spec[field];
    return Array.isArray(entries) ? entries.flatMap((entry: unknown) => (isRecord(entry) ? [{ ...around, from: { kustomization: file, kind, name: textOf(entry.name) } }] : [])) : [];
  });

/** Everything that a rendering is made of, each with the kustomizations on the way to it. */
const leavesOf = ({ kustomizations }: Graph, { resources, components, fields }: Laid): readonly Leaf[] => {
  const byFolder = new Map(kustomizations.map((one) => [one.folder, one]));
  /** Components work on what their kustomization has gathered, before it does. */
  const withComponents = (folders: readonly string[], around: Around): { readonly around: Around; readonly own: readonly Kustomization[] } => {
    let now = around;
    const own: Kustomization[] = [];
    for (const folder of folders.toReversed()) {
      const one = byFolder.get(folder);
      if (!one) continue;
      const inner = withComponents(one.components, within(now, one.file, one.spec));
      own.push(one, ...inner.own);
      now = inner.around;
    }
    return { around: now, own };
  };
  const parts = (paths: readonly string[], around: Around): readonly Leaf[] => paths.flatMap((path) => (byFolder.has(path) ? inside(path, around) : [{ ...around, from: { file: path } }]));
  const inside = (folder: string, above: Around): readonly Leaf[] => {
    const one = byFolder.get(folder);
    if (!one) return [];
    const { around, own } = withComponents(one.components, within(above, one.file, one.spec));
    return [one, ...own].flatMap((each) => [...parts(each.resources, around), ...generatedBy(each, around)]);
  };
  const laid = withComponents(components, within({ shapedIn: [], prefix: "", suffix: "", namespace: undefined }, undefined, fields));
  return [...parts(resources, laid.around), ...laid.own.flatMap((each) => [...parts(each.resources, laid.around), ...generatedBy(each, laid.around)])];
};

interface Known {
  readonly origin: Origin;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

const knownOf = (leaf: Leaf, sources: Sources): readonly Known[] => {
  const { from, shapedIn, prefix, suffix } = leaf;
  const named = (name: string): string => `${prefix}${name}${suffix}`;
  if ("kustomization" in from) return [{ origin: { path: undefined, generatedIn: from.kustomization, shapedIn }, kind: from.kind, name: named(from.name), namespace: leaf.namespace }];
  return sources.perhapsIn(from.file).flatMap(({ value }) => itemsOf(value)).map(({ value }) => ({
    origin: { path: from.file, generatedIn: undefined, shapedIn },
    kind: textOf(value.kind),
    name: named(textOf(valueAt(value, ["metadata", "name"]))),
    namespace: leaf.namespace ?? (textOf(valueAt(value, ["metadata", "namespace"])) || undefined),
  }));
};

const HASH = /^-[a-z0-9]{10}$/;
const isMeant = ({ name, origin }: Known, rendered: string): boolean => name === rendered || (origin.generatedIn !== undefined && rendered.startsWith(name) && HASH.test(rendered.slice(name.length)));

export type FindOrigin = (object: { readonly kind: string; readonly name: string; readonly namespace: string | undefined }) => Origin;

const NOWHERE: Origin = { path: undefined, generatedIn: undefined, shapedIn: [] };

/**
 * Where the objects of a rendering come from, by kind, name and namespace. Told from what kustomizations say, and not by
 * kustomize's own notes, which take three times as long as the rendering. Nothing is read before the first question.
 */
export const originsOf = (graph: Graph, laid: Laid, sources: Sources): FindOrigin => {
  let known: ReadonlyMap<string, readonly Known[]> | undefined;
  return ({ kind, name, namespace }) => {
    known ??= Map.groupBy(leavesOf(graph, laid).flatMap((leaf) => knownOf(leaf, sources)), (one) => one.kind);
    const found = (known.get(kind) ?? []).filter((one) => isMeant(one, name));
    return (found.find((one) => one.namespace === namespace) ?? found[0])?.origin ?? NOWHERE;
  };
};
