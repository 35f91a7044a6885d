import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import type { LoadContext } from "../context.ts";
import type { ValueLayer } from "../helm/value-places.ts";
import { valuesInText } from "../helm/values-text.ts";
import { asLayer, specOf, type LoadedObject } from "../objects/object.ts";
import { idOf, referenceOf, type Reference } from "./kinds.ts";
import { mergeValues, putValue } from "./values.ts";
import { dataOf, findMeant } from "./variables.ts";

type Values = Readonly<Record<string, unknown>>;

interface Given {
  readonly values: Values;
  /** Where single values may stand, those that win first. */
  readonly layers: readonly ValueLayer[];
}

const noteMissing = (release: LoadedObject, reference: Reference, index: number, context: LoadContext): void =>
  context.unknown({
    id: `flux/values-from/${idOf(release)}/${reference.kind.toLowerCase()}/${reference.name}`,
    place: release.placeOf(["spec", "valuesFrom", index]),
    what: `The values that HelmRelease ${idOf(release)} takes from ${reference.kind} ${reference.namespace}/${reference.name}`,
    why: "The tree does not hold it",
    resolve: "Put what is no secret in it into the tree.",
  });

/** What a release's chart is given: from elsewhere in order, then its own. */
export const releaseValues = (release: LoadedObject, objects: readonly LoadedObject[], context: LoadContext): Given => {
  const spec = specOf(release);
  const layers: ValueLayer[] = [];
  let values: Values = {};
  for (const [index, entry] of listOf(spec.valuesFrom).entries()) {
    const found = referenceOf(entry, release);
    if (!found || !isRecord(entry)) continue;
    const reference = { ...found, namespace: release.namespace ?? "default" };
    const object = objects.find((one) => one === findMeant(reference, objects));
    const key = typeof entry.valuesKey === "string" ? entry.valuesKey : "values.yaml";
    const text = object ? dataOf(object)[key] : undefined;
    if (!object || text === undefined || /^ENC\[/.test(text)) {
      if (!reference.isOptional) noteMissing(release, reference, index, context);
      continue;
    }
    if (object.kind === "Secret") context.secret(text);
    if (typeof entry.targetPath === "string") {
      values = putValue(values, entry.targetPath, text);
      continue;
    }
    const { values: more, layer } = valuesInText(text, ["data", key], `${object.kind} ${idOf(object)}, key ${key}`, object);
    values = mergeValues(values, more);
    if (layer) layers.unshift({ layer, at: [] });
  }
  const own = isRecord(spec.values) ? spec.values : {};
  return { values: mergeValues(values, own), layers: [{ layer: asLayer(release), at: ["spec", "values"] }, ...layers] };
};
