import { isRecord } from "../../../platform/is-record.ts";
import type { Candidate, Layer } from "../place/layer.ts";
import { valueAt } from "../place/paths.ts";
import type { Path } from "../production.ts";

/** Values that a chart was given, or has by itself. */
export interface ValueLayer {
  readonly layer: Layer;
  readonly at: Path;
}

interface Leaf {
  readonly path: Path;
  readonly text: string;
}

const leavesOf = (value: unknown, path: Path = []): readonly Leaf[] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => leavesOf(item, [...path, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return value === null || value === undefined || value === "" ? [] : [{ path, text: String(value) }];
};

/** How sure it is that a value made what was rendered: templates are not read, but names are kept by habit. */
const likeness = ({ path, text }: Leaf, wanted: string, rendered: Path): number => {
  const isNamedSo = path.at(-1) === rendered.at(-1);
  if (text === wanted) return isNamedSo ? 5 : text.length > 2 || isNamedSo ? 4 : 1;
  if (rendered.at(-1) !== "image") return 0;
  if (wanted.endsWith(`:${text}`) || wanted.endsWith(`@${text}`)) return 3;
  return text.length > 2 && (wanted.startsWith(`${text}:`) || wanted.includes(`/${text}:`)) ? 2 : 0;
};

/** The value from which a rendered one was probably made: given ones before the chart's own. */
export const candidatesFromValues = (layers: readonly ValueLayer[], value: Readonly<Record<string, unknown>>, path: Path): readonly Candidate[] => {
  const wanted = valueAt(value, path);
  if (wanted === null || wanted === undefined || typeof wanted === "object") return [];
  const last = path.at(-1);
  // What stands in a list of variables has its name beside it.
  const named = last === "value" ? valueAt(value, [...path.slice(0, -1), "name"]) : undefined;
  const as: Path = typeof named === "string" ? [named] : path;
  const rated = layers.flatMap(({ layer, at }) => leavesOf(valueAt(layer.value, at)).map((leaf) => ({ place: () => layer.placeOf([...at, ...leaf.path]), rate: likeness(leaf, String(wanted), as) })));
  const best = rated.reduce<(typeof rated)[number] | undefined>((found, one) => (one.rate > (found?.rate ?? 1) ? one : found), undefined);
  return best ? [{ place: best.place(), value: wanted, isCertain: true }] : [];
};
