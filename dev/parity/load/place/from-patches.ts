import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { Path, Place } from "../production.ts";
import type { SourceDocument } from "../yaml/source-document.ts";
import type { Candidate, Layer, Shaping } from "./layer.ts";
import { isSame, pathIn, pointerPath, valueAt } from "./paths.ts";
import { createSources, type Sources } from "./sources.ts";

type Value = Readonly<Record<string, unknown>>;

interface Patch {
  readonly target: unknown;
  readonly documents: readonly Layer[];
}

const read = (text: string): readonly SourceDocument[] => {
  const sources = createSources();
  sources.keep("patch", text);
  return sources.perhapsIn("patch");
};

/** The documents of a patch that stands in a kustomization: its lines are lines of that file. */
const inlineDocuments = (layer: Layer, at: Path, text: string): readonly Layer[] => {
  const moved = ({ line }: Place): Place => layer.placeInText(at, line);
  return read(text).map((document) => ({ ...document, placeOf: (path) => moved(document.placeOf(path)), placeInText: (path, line) => moved(document.placeInText(path, line)) }));
};

const patchesOf = ({ layer, at, folder }: Shaping, sources: Sources): readonly Patch[] => {
  const fromFile = (path: string): readonly Layer[] => sources.perhapsIn(posix.join(folder, path));
  return (["patches", "patchesStrategicMerge", "patchesJson6902"] as const).flatMap((field) => {
    const list = valueAt(layer.value, [...at, field]);
    if (!Array.isArray(list)) return [];
    return list.map((entry: unknown, index): Patch => {
      const here = [...at, field, index];
      if (typeof entry === "string") return { target: undefined, documents: entry.includes("\n") ? inlineDocuments(layer, here, entry) : fromFile(entry) };
      if (!isRecord(entry)) return { target: undefined, documents: [] };
      if (typeof entry.path === "string") return { target: entry.target, documents: fromFile(entry.path) };
      return { target: entry.target, documents: typeof entry.patch === "string" ? inlineDocuments(layer, [...here, "patch"], entry.patch) : [] };
    });
  });
};

const namesIn = (value: unknown): { readonly kind: unknown; readonly name: unknown } => ({ kind: valueAt(value, ["kind"]), name: valueAt(value, ["metadata", "name"]) });

/** Whether a name was made from another one by prefixes and suffixes. */
export const isNamedAfter = (name: unknown, original: unknown): boolean => typeof name === "string" && typeof original === "string" && original !== "" && name.includes(original);

const matches = (pattern: unknown, text: unknown): boolean => {
  if (typeof pattern !== "string" || pattern === "") return true;
  try {
    return new RegExp(`^(?:${pattern})$`).test(String(text)) || isNamedAfter(text, pattern);
  } catch {
    return isNamedAfter(text, pattern);
  }
};

/** Labels are not looked at: a patch for others is ruled out by what it sets. */
const isFor = (target: unknown, value: Value): boolean => {
  const { kind, name } = namesIn(value);
  return isRecord(target) && matches(target.kind, kind) && matches(target.name, name);
};

const fromOperations = (layer: Layer, value: Value, path: Path): readonly Candidate[] => {
  if (!Array.isArray(layer.value)) return [];
  return layer.value.flatMap((operation: unknown, index): readonly Candidate[] => {
    if (!isRecord(operation) || typeof operation.path !== "string") return [];
    const at = pointerPath(operation.path);
    const isPrefix = at.length <= path.length && at.every((part, step) => part === String(path[step]) || (part === "-" && step === at.length - 1));
    if (!isPrefix) return [];
    const rest = path.slice(at.length);
    const inside = pathIn(operation.value, valueAt(value, path.slice(0, at.length)), rest);
    if (inside === undefined) return [];
    return [{ place: layer.placeOf([index, "value", ...inside]), value: valueAt(operation.value, inside) }];
  });
};

/** What the patches of a kustomization set at a path of an object; the last one first, since it wins. */
export const candidatesFromPatches = (shaping: Shaping, sources: Sources, value: Value, path: Path): readonly Candidate[] =>
  patchesOf(shaping, sources)
    .flatMap(({ target, documents }) =>
      documents.flatMap((document): readonly Candidate[] => {
        if (Array.isArray(document.value)) return isFor(target, value) ? fromOperations(document, value, path) : [];
        const own = namesIn(document.value);
        const rendered = namesIn(value);
        const isMeant = target === undefined ? own.kind === rendered.kind && isNamedAfter(rendered.name, own.name) : isFor(target, value);
        const inside = isMeant ? pathIn(document.value, value, path) : undefined;
        return inside === undefined ? [] : [{ place: document.placeOf(inside), value: valueAt(document.value, inside) }];
      }),
    )
    .reverse();

/** Whether a candidate says what was rendered. */
export const says = (candidate: Candidate, wanted: unknown): boolean => candidate.isCertain === true || isSame(candidate.value, wanted);
