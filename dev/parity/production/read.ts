import { isRecord } from "../../platform/is-record.ts";
import { listOf } from "../../platform/list-of.ts";
import type { Path, Place } from "../load/production.ts";
import type { Known, Origin } from "../facts/known.ts";

/** Something of production with places: an object, or a service of Compose. */
export interface Placed {
  readonly value: Readonly<Record<string, unknown>>;
  placeOf(path: Path): Place;
}

export const originOf = (placed: Placed, path: Path): Origin => ({ kind: "file", ...placed.placeOf(path) });

/** A value with its place, which is looked up when somebody asks: most are never told, and to find a line takes a while. */
export const placedAt = <T>(value: T, placed: Placed, path: Path): Known<T> => {
  let found: Origin | undefined;
  return {
    value,
    get origin() {
      found ??= originOf(placed, path);
      return found;
    },
  };
};

/** What stands at a path; `undefined` for nothing. */
export const valueAt = (value: unknown, path: Path): unknown => path.reduce<unknown>((found, key) => (Array.isArray(found) ? found[Number(key)] : isRecord(found) ? found[key] : undefined), value);

export const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const found = valueAt(value, path);
  return listOf(found);
};

export const recordAt = (value: unknown, path: Path): Readonly<Record<string, unknown>> => {
  const found = valueAt(value, path);
  return isRecord(found) ? found : {};
};

/** A scalar as text: YAML has numbers and booleans where people mean words. */
export const textAt = (value: unknown, path: Path): string | undefined => {
  const found = valueAt(value, path);
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? String(found) : undefined;
};

/** The scalar at a path with its place. */
export const knownAt = (placed: Placed, path: Path): Known | undefined => {
  const found = textAt(placed.value, path);
  return found === undefined ? undefined : placedAt(found, placed, path);
};
