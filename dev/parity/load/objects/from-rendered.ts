import { rootMessage } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { baseOf, shapingsOf } from "../kustomize/base-of.ts";
import type { FindOrigin } from "../kustomize/origin.ts";
import { invalid } from "../invalid.ts";
import type { Shaping } from "../place/layer.ts";
import type { Base } from "../place/place-of.ts";
import type { Sources } from "../place/sources.ts";
import { parseRendered } from "../yaml/rendered.ts";
import { itemsOf } from "./flatten.ts";
import { identityOf, makeObject, type LoadedObject } from "./object.ts";

interface FromKustomize {
  readonly texts: readonly string[];
  readonly originOf: FindOrigin;
  readonly via: readonly string[];
  /** What was laid over the kustomizations of the tree, the outermost first. */
  readonly outer: readonly Shaping[];
  /** Where an object is said to be of which kustomize does not say it. */
  readonly fallback: Base;
  readonly sources: Sources;
}

const parsed = (text: string, fallback: Base): Readonly<Record<string, unknown>> | undefined => {
  try {
    return parseRendered(text);
  } catch (cause) {
    throw invalid(fallback.place, `renders what is no YAML: ${rootMessage(cause).split("\n")[0] ?? ""}`, { cause });
  }
};

/** Objects of what kustomize rendered. */
export const objectsFromKustomize = ({ texts, originOf, via, outer, fallback, sources }: FromKustomize): readonly LoadedObject[] =>
  texts.flatMap((text) =>
    itemsOf(parsed(text, fallback)).map((item) => {
      const { value } = item;
      const origin = () => originOf(identityOf(value));
      return makeObject({ value, via, sources, shapings: () => [...outer, ...shapingsOf(sources, origin())], base: () => baseOf(sources, origin(), value, fallback) });
    }),
  );

/** A place for what has none of its own. */
export const baseAt = (file: string, line = 1): Base => ({ place: { file, line }, candidates: () => [] });

const NOTHING: Readonly<Record<string, unknown>> = {};

/** The values of a Secret, in clear. */
export const secretData = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> => {
  const encoded = Object.entries(isRecord(value.data) ? value.data : NOTHING).map(([key, text]) => [key, Buffer.from(String(text), "base64").toString()] as const);
  const plain = Object.entries(isRecord(value.stringData) ? value.stringData : NOTHING).map(([key, text]) => [key, String(text)] as const);
  return Object.fromEntries([...encoded, ...plain]);
};
