import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";

const ORIGIN = "config.kubernetes.io/origin";
const TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

/** What kustomize says of where an object comes from; paths are of the tree. */
export interface Origin {
  /** The file that it stands in. */
  readonly path: string | undefined;
  /** The kustomization whose generator made it. */
  readonly generatedIn: string | undefined;
  /** The kustomizations that changed it, the outermost first. */
  readonly shapedIn: readonly string[];
}

const STAGED = /^(?:\.\.\/)+tree\//;

const inTree = (path = ""): string | undefined => (STAGED.test(path) ? posix.normalize(path.replace(STAGED, "")) : undefined);

/** A field of what is always written in the same way, a line each: a parser takes twice as long for it as for the object. */
const fieldsIn = (text: unknown, field: RegExp): readonly string[] => (typeof text === "string" ? [...text.matchAll(field)].flatMap(([, path]) => inTree(path) ?? []) : []);

const PATH = /^path: (.+)$/gm;
const GENERATED_IN = /^configuredIn: (.+)$/gm;
const SHAPED_IN = /^(?:- | {2})configuredIn: (.+)$/gm;

const without = (value: Readonly<Record<string, unknown>>, ...keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** Takes kustomize's own annotations off an object, and reads them. */
export const takeOrigin = (value: Readonly<Record<string, unknown>>): { readonly value: Readonly<Record<string, unknown>>; readonly origin: Origin } => {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  const kept = without(annotations, ORIGIN, TRANSFORMATIONS);
  const rest = without(metadata, "annotations");
  return {
    value: { ...value, metadata: Object.keys(kept).length > 0 ? { ...rest, annotations: kept } : rest },
    origin: {
      path: fieldsIn(annotations[ORIGIN], PATH)[0],
      generatedIn: fieldsIn(annotations[ORIGIN], GENERATED_IN)[0],
      shapedIn: [...new Set(fieldsIn(annotations[TRANSFORMATIONS], SHAPED_IN))].reverse(),
    },
  };
};
