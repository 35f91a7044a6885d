import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import { itemsOf } from "../objects/flatten.ts";
import { isNamedAfter } from "../place/from-patches.ts";
import type { Candidate, Layer, Shaping } from "../place/layer.ts";
import { valueAt } from "../place/paths.ts";
import { baseOfLayer, type Base } from "../place/place-of.ts";
import type { Sources } from "../place/sources.ts";
import type { Path } from "../production.ts";
import type { SourceDocument } from "../yaml/source-document.ts";
import type { Origin } from "./origin.ts";

type Value = Readonly<Record<string, unknown>>;

const nameOf = (value: unknown): unknown => valueAt(value, ["metadata", "name"]);

/** A part of a document, as a layer of its own. */
export const layerAt = (document: SourceDocument, at: Path): Layer => ({
  value: valueAt(document.value, at),
  placeOf: (path) => (path.length === 0 && at.length === 0 ? document.place : document.placeOf([...at, ...path])),
  placeInText: (path, line) => document.placeInText([...at, ...path], line),
});

/** The object in a file from which a rendered one was made: its names may have got prefixes and suffixes since. */
export const layerInFile = (sources: Sources, file: string, value: Value): Layer | undefined => {
  const all = sources.perhapsIn(file).flatMap((document) => itemsOf(document.value).map((item) => ({ document, ...item })));
  const ofKind = all.filter((item) => item.value.kind === value.kind);
  const found =
    ofKind.find((item) => nameOf(item.value) === nameOf(value) && (valueAt(item.value, ["metadata", "namespace"]) ?? "") === (valueAt(value, ["metadata", "namespace"]) ?? "")) ??
    ofKind.find((item) => nameOf(item.value) === nameOf(value)) ??
    ofKind.toSorted((a, b) => String(nameOf(b.value)).length - String(nameOf(a.value)).length).find((item) => isNamedAfter(nameOf(value), nameOf(item.value))) ??
    ofKind[0];
  return found && layerAt(found.document, found.at);
};

/** The file of an entry `key=path` or `path`, where it is the one of a key. */
const fileOfKey = (entry: unknown, key: string): string | undefined => {
  if (typeof entry !== "string") return undefined;
  const [name, path] = entry.includes("=") ? [entry.replace(/=.*$/s, ""), entry.replace(/^[^=]*=/, "")] : [posix.basename(entry), entry];
  return name === key ? path : undefined;
};

/** What the entries of a generator say of a key of what it makes. */
const generatorCandidates = (layer: Layer, entry: Path, folder: string, key: string): readonly Candidate[] => {
  const files = listOf(valueAt(layer.value, [...entry, "files"])).flatMap((text) => {
    const file = fileOfKey(text, key);
    return file === undefined ? [] : [{ place: { file: posix.join(folder, file), line: 1 }, value: undefined, isCertain: true as const }];
  });
  const literals = listOf(valueAt(layer.value, [...entry, "literals"])).flatMap((text, index) =>
    typeof text === "string" && text.startsWith(`${key}=`) ? [{ place: layer.placeOf([...entry, "literals", index]), value: undefined, isCertain: true as const }] : [],
  );
  return [...files, ...literals];
};

const generatorBase = (sources: Sources, file: string, value: Value): Base | undefined => {
  const [document] = sources.perhapsIn(file);
  const field = value.kind === "Secret" ? "secretGenerator" : "configMapGenerator";
  const entries = listOf(valueAt(document?.value, [field]));
  const index = entries.findIndex((entry) => isRecord(entry) && isNamedAfter(nameOf(value), entry.name));
  if (!document || index < 0) return undefined;
  return {
    place: document.placeOf([field, index]),
    candidates: (_, path) => (path.length === 2 && ["data", "stringData", "binaryData"].includes(String(path[0])) ? generatorCandidates(document, [field, index], posix.dirname(file), String(path[1])) : []),
  };
};

/** Where a rendered object began. @param fallback Where it is said to be when nothing better is known. */
export const baseOf = (sources: Sources, origin: Origin, value: Value, fallback: Base): Base => {
  const layer = origin.path === undefined ? undefined : layerInFile(sources, origin.path, value);
  if (layer) return baseOfLayer(layer);
  return (origin.generatedIn === undefined ? undefined : generatorBase(sources, origin.generatedIn, value)) ?? fallback;
};

/** The kustomizations that changed an object. */
export const shapingsOf = (sources: Sources, { shapedIn }: Origin): readonly Shaping[] =>
  shapedIn.flatMap((file) => {
    const [document] = sources.perhapsIn(file);
    return document ? [{ layer: document, at: [], folder: posix.dirname(file) }] : [];
  });
