import type { Path, Place } from "../production.ts";

/** Something with places in it: a document of a file, or an object that shapes others. */
export interface Layer {
  readonly value: unknown;
  placeOf(path: Path): Place;
  placeInText(path: Path, line: number): Place;
}

/** A kustomization, or what in another object has the form of one: what it did to objects is found below `at`. */
export interface Shaping {
  readonly layer: Layer;
  readonly at: Path;
  /** Its patches' files are relative to it. */
  readonly folder: string;
}

/** A place that may have set a value. */
export interface Candidate {
  readonly place: Place;
  /** What stands there; `certain` where that needs no comparing. */
  readonly value: unknown;
  readonly isCertain?: true;
}
