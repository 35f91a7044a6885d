import { posix } from "node:path";
import { parse } from "yaml";
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

const inTree = (path: unknown): string | undefined => (typeof path === "string" && STAGED.test(path) ? posix.normalize(path.replace(STAGED, "")) : undefined);

const annotation = (annotations: Readonly<Record<string, unknown>>, name: string): unknown => {
  const text = annotations[name];
  return typeof text === "string" ? parse(text) : undefined;
};

const without = (value: Readonly<Record<string, unknown>>, ...keys: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** Takes kustomize's own annotations off an object, and reads them. */
export const takeOrigin = (value: Readonly<Record<string, unknown>>): { readonly value: Readonly<Record<string, unknown>>; readonly origin: Origin } => {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  const from = annotation(annotations, ORIGIN);
  const shaped = annotation(annotations, TRANSFORMATIONS);
  const files = Array.isArray(shaped) ? shaped.flatMap((step: unknown) => (isRecord(step) ? (inTree(step.configuredIn) ?? []) : [])) : [];
  const kept = without(annotations, ORIGIN, TRANSFORMATIONS);
  const rest = without(metadata, "annotations");
  return {
    value: { ...value, metadata: Object.keys(kept).length > 0 ? { ...rest, annotations: kept } : rest },
    origin: {
      path: isRecord(from) ? inTree(from.path) : undefined,
      generatedIn: isRecord(from) ? inTree(from.configuredIn) : undefined,
      shapedIn: [...new Set(files)].reverse(),
    },
  };
};
