import { isRecord } from "../../../platform/is-record.ts";
import type { Path } from "../production.ts";

/** What stands at a path; `undefined` where nothing does. */
export const valueAt = (value: unknown, path: Path): unknown => {
  let at = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else if (isRecord(at) && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
};

/** The same content: what two readings of one text have in common. */
export const isSame = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isRecord(a)) return Object.is(a, b);
  if (!isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
};

/** By what Kubernetes tells the items of its lists apart, in the order in which it is looked at. */
const IDENTITIES: readonly Path[] = [["name"], ["metadata", "name"], ["mountPath"], ["containerPort"], ["port"], ["topologyKey"], ["ip"], ["secretKey"]];

const twinIn = (index: number, from: readonly unknown[], to: readonly unknown[]): number => {
  const item = from[index];
  const key = IDENTITIES.find((path) => valueAt(item, path) !== undefined);
  const found = to.findIndex((other) => (key === undefined ? isSame(other, item) : isSame(valueAt(other, key), valueAt(item, key))));
  // What has no name is told apart by its place only, where nothing was added.
  return found < 0 && key === undefined && from.length === to.length ? index : found;
};

/**
 * The path in another text of the same object, where lists may have other items or another order. `undefined` where that
 * text has nothing at it.
 */
export const pathIn = (other: unknown, rendered: unknown, path: Path): Path | undefined => {
  const found: (string | number)[] = [];
  let from = rendered;
  let to = other;
  for (const step of path) {
    if (Array.isArray(from) && Array.isArray(to)) {
      const index = twinIn(Number(step), from, to);
      if (index < 0) return undefined;
      found.push(index);
      [from, to] = [from[Number(step)], to[index]];
    } else if (isRecord(from) && isRecord(to) && Object.hasOwn(to, step)) {
      found.push(step);
      [from, to] = [from[step], to[step]];
    } else return undefined;
  }
  return found;
};

/** The longest beginning of a path at which there is something. */
export const existing = (value: unknown, path: Path): Path => {
  let end = path.length;
  while (end > 0 && valueAt(value, path.slice(0, end)) === undefined) end -= 1;
  return path.slice(0, end);
};

/** `/spec/template/metadata/annotations/a~1b` → keys. */
export const pointerPath = (pointer: string): readonly string[] => pointer.split("/").slice(1).map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
