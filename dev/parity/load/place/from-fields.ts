import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import type { Path } from "../production.ts";
import { isNamedAfter } from "./from-patches.ts";
import type { Candidate, Shaping } from "./layer.ts";
import { valueAt } from "./paths.ts";

/** `registry:5000/name:tag@sha256:…` → the name. */
const nameOfImage = (image: string): string => image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");

const listAt = ({ layer, at }: Shaping, field: string): readonly unknown[] => {
  const list = valueAt(layer.value, [...at, field]);
  return listOf(list);
};

const images = (shaping: Shaping, image: unknown): readonly Candidate[] =>
  listAt(shaping, "images").flatMap((entry, index): readonly Candidate[] => {
    if (!isRecord(entry) || typeof image !== "string") return [];
    const isMeant = nameOfImage(image) === (entry.newName ?? entry.name);
    const key = ["digest", "newTag", "newName"].find((name) => entry[name] !== undefined && image.includes(String(entry[name])));
    if (!isMeant || key === undefined) return [];
    return [{ place: shaping.layer.placeOf([...shaping.at, "images", index, key]), value: image, isCertain: true }];
  });

const replicas = (shaping: Shaping, name: unknown, count: unknown): readonly Candidate[] =>
  listAt(shaping, "replicas").flatMap((entry, index): readonly Candidate[] =>
    isRecord(entry) && isNamedAfter(name, entry.name) ? [{ place: shaping.layer.placeOf([...shaping.at, "replicas", index, "count"]), value: entry.count, ...(entry.count === count && { isCertain: true }) }] : [],
  );

const single = ({ layer, at }: Shaping, field: string): readonly Candidate[] => {
  const value = valueAt(layer.value, [...at, field]);
  return value === undefined ? [] : [{ place: layer.placeOf([...at, field]), value }];
};

const labels = (shaping: Shaping, key: string): readonly Candidate[] => {
  const { layer, at } = shaping;
  const paths: readonly Path[] = [[...at, "commonLabels", key], [...at, "commonAnnotations", key], [...at, "commonMetadata", "labels", key], [...at, "commonMetadata", "annotations", key], ...listAt(shaping, "labels").map((_, index) => [...at, "labels", index, "pairs", key])];
  return paths.flatMap((path) => {
    const value = valueAt(layer.value, path);
    return value === undefined ? [] : [{ place: layer.placeOf(path), value }];
  });
};

const LABELLING: readonly unknown[] = ["labels", "annotations", "matchLabels", "selector"];

/** What the fields of a kustomization that are no patches set at a path of an object. */
export const candidatesFromFields = (shaping: Shaping, value: Readonly<Record<string, unknown>>, path: Path): readonly Candidate[] => {
  const last = path.at(-1);
  const wanted = valueAt(value, path);
  if (last === "image") return images(shaping, wanted);
  if (last === "replicas") return replicas(shaping, valueAt(value, ["metadata", "name"]), wanted);
  if (last === "namespace") return [...single(shaping, "targetNamespace"), ...single(shaping, "namespace")];
  return typeof last === "string" && LABELLING.includes(path.at(-2)) ? labels(shaping, last) : [];
};
