import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import type { LoadContext } from "../context.ts";
import { pathHere } from "../flux/source.ts";
import { mergeValues, putValue } from "../flux/values.ts";
import type { ValueLayer } from "../helm/value-places.ts";
import { valuesInFile } from "../helm/values-file.ts";
import { valuesInText } from "../helm/values-text.ts";
import { invalid } from "../invalid.ts";
import { asLayer, type LoadedObject } from "../objects/object.ts";
import type { Source } from "./application.ts";

export interface Given {
  readonly values: Readonly<Record<string, unknown>>;
  /** The strongest first. */
  readonly layers: readonly ValueLayer[];
}

/** `$values/live.yaml` counts from the top of the source that is called so, `/live.yaml` from the top of its own, else from the chart. */
const fileNamed = (name: string, folder: string | undefined, root: string, context: LoadContext): string | undefined => {
  const [, fromTop] = /^\$[\w-]+\/(.*)$/.exec(name) ?? /^\/(.*)$/.exec(name) ?? [];
  if (fromTop === undefined) return folder === undefined ? undefined : posix.normalize(posix.join(folder, name));
  const below = pathHere(posix.dirname(fromTop), context, root);
  return below === undefined ? undefined : posix.join(below, posix.basename(fromTop));
};

/**
 * What an Application hands to helm: files in order, texts, then what is set one by one.
 *
 * @param folder Of the chart; `undefined` where that is not in the tree.
 * @throws {DevError} `MANIFESTS_INVALID` for values that are missing or cannot be read
 */
export const valuesOf = async ({ helm, at }: Source, object: LoadedObject, folder: string | undefined, root: string, context: LoadContext): Promise<Given> => {
  const layers: ValueLayer[] = [];
  let values: Readonly<Record<string, unknown>> = {};
  for (const [index, name] of listOf(helm.valueFiles).entries()) {
    const file = fileNamed(String(name), folder, root, context);
    if (file === undefined || !context.tree.isFile(file)) {
      if (helm.ignoreMissingValueFiles === true) continue;
      throw invalid(object.placeOf([...at, "helm", "valueFiles", index]), `names the values ${String(name)}, and there is no such file`);
    }
    const given = await valuesInFile(file, context);
    if (!given) continue;
    values = mergeValues(values, given.values);
    layers.unshift(given.layer);
  }
  if (typeof helm.values === "string") {
    const { values: more, layer } = valuesInText(helm.values, [...at, "helm", "values"], `Application ${object.name}`, object);
    values = mergeValues(values, more);
    if (layer) layers.unshift({ layer, at: [] });
  }
  if (isRecord(helm.valuesObject)) {
    values = mergeValues(values, helm.valuesObject);
    layers.unshift({ layer: asLayer(object), at: [...at, "helm", "valuesObject"] });
  }
  for (const one of listOf(helm.parameters)) {
    if (!isRecord(one) || typeof one.name !== "string") continue;
    values = putValue(values, one.name, one.forceString === true ? `"${String(one.value)}"` : String(one.value));
  }
  return { values, layers };
};
