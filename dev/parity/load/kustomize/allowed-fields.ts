import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";

type Spec = Readonly<Record<string, unknown>>;

const only = (value: unknown, keys: readonly string[]): Spec => Object.fromEntries(Object.entries(isRecord(value) ? value : {}).filter(([key]) => keys.includes(key)));

const asText = (patch: unknown): unknown => (typeof patch === "string" || patch === undefined ? patch : JSON.stringify(patch));

/** Its text: a path to a file would be read, wherever it leads. */
const patch = (entry: unknown): Spec => {
  const { patch: text, ...rest } = only(entry, ["patch", "target", "options"]);
  return { ...rest, patch: asText(text) };
};

/** A text without a line's end would be taken for a path. */
const strategicMerge = (entry: unknown): string => `${typeof entry === "string" ? entry.trimEnd() : JSON.stringify(entry)}\n`;

/**
 * What objects of Flux may say of a kustomization: patches as text, and images. Nothing that names a file: it would not
 * be one of the tree.
 */
export const allowedFields = (spec: Spec): Spec => {
  const fields = {
    images: spec.images === undefined ? undefined : listOf(spec.images).map((entry) => only(entry, ["name", "newName", "newTag", "digest"])),
    patches: spec.patches === undefined ? undefined : listOf(spec.patches).map(patch),
    patchesStrategicMerge: spec.patchesStrategicMerge === undefined ? undefined : listOf(spec.patchesStrategicMerge).map(strategicMerge),
    patchesJson6902: spec.patchesJson6902 === undefined ? undefined : listOf(spec.patchesJson6902).map(patch),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
};
