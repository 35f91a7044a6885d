import { isRecord } from "../../../platform/is-record.ts";
import type { Path, Place } from "../production.ts";
import { candidatesFromFields } from "./from-fields.ts";
import { candidatesFromPatches, says } from "./from-patches.ts";
import type { Candidate, Layer, Shaping } from "./layer.ts";
import { existing, pathIn, valueAt } from "./paths.ts";
import type { Sources } from "./sources.ts";

/** Where an object began: a document, or the entry of a generator, which finds its own places. */
export interface Base {
  readonly place: Place;
  candidates(value: Readonly<Record<string, unknown>>, path: Path): readonly Candidate[];
  placeInText?(path: Path, line: number): Place;
}

/** An object that stands in a file. */
export const baseOfLayer = (layer: Layer): Base => ({
  place: layer.placeOf([]),
  candidates: (value, path) => {
    const inside = pathIn(layer.value, value, path);
    return inside === undefined ? [] : [{ place: layer.placeOf(inside), value: valueAt(layer.value, inside) }];
  },
  placeInText: (path, line) => layer.placeInText(path, line),
});

/**
 * Who set a value, as well as it can be told: who says just that, from the outermost on; else who says something there at
 * all; else the nearest thing around it; else the object. A whole mapping or list is where the object began.
 */
export const placeIn = (value: Readonly<Record<string, unknown>>, path: Path, base: Base, shapings: readonly Shaping[], sources: Sources): Place => {
  for (let at = existing(value, path); at.length > 0; at = at.slice(0, -1)) {
    const wanted = valueAt(value, at);
    const shaped = shapings.flatMap((shaping) => [...candidatesFromFields(shaping, value, at), ...candidatesFromPatches(shaping, sources, value, at)]);
    const own = base.candidates(value, at);
    // A patch repeats names to say what it is for, and mappings to get at what is in them.
    const isBases = isRecord(wanted) || Array.isArray(wanted) || at.at(-1) === "name";
    const ordered = isBases ? [...own, ...shaped] : [...shaped, ...own];
    const next = ordered.find((candidate) => says(candidate, wanted)) ?? ordered[0];
    if (next) return next.place;
  }
  return base.place;
};
