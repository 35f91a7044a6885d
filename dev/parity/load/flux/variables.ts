import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { secretData } from "../objects/from-rendered.ts";
import type { ProductionObject } from "../production.ts";
import { idOf, isMeant, type Reference } from "./kinds.ts";
import { asValue, type FluxKustomization } from "./kustomization.ts";

const VARIABLE = /^[_\p{L}][_\p{L}\p{Nd}]*$/u;
/** What SOPS leaves in the tree. */
const ENCRYPTED = /^ENC\[/;

export interface Variables {
  readonly values: Readonly<Record<string, string>>;
  /** Where a variable may have its value from that cannot be told. */
  readonly closed: readonly string[];
}

export const findMeant = (reference: Reference, objects: readonly ProductionObject[]): ProductionObject | undefined => objects.find(isMeant(reference));

/** What a ConfigMap or Secret holds, in clear. */
export const dataOf = (object: ProductionObject): Readonly<Record<string, string>> => {
  if (object.kind === "Secret") return secretData(object.value);
  const { data } = object.value;
  return Object.fromEntries(Object.entries(isRecord(data) ? data : {}).map(([key, value]) => [key, String(value)]));
};

const shown = ({ kind, namespace, name }: Reference): string => `${kind} ${namespace}/${name}`;

/** The values of a Kustomization's variables: its own win over those from elsewhere, the later over the earlier. */
export const variablesOf = (kustomization: FluxKustomization, objects: readonly ProductionObject[], context: LoadContext): Variables => {
  const values: Record<string, string> = {};
  const closed: string[] = [];
  const { object, substituteFrom, substitute } = kustomization;
  for (const [index, reference] of substituteFrom.entries()) {
    const place = object.placeOf(["spec", "postBuild", "substituteFrom", index]);
    const found = findMeant(reference, objects);
    if (!found) {
      closed.push(shown(reference));
      if (reference.isOptional) continue;
      context.unknown({
        id: `flux/substitute-from/${idOf(object)}/${reference.kind.toLowerCase()}/${reference.name}`,
        place,
        what: `The variables in ${shown(reference)}`,
        why: "The tree does not hold it",
        resolve: `Put it into the tree, or give its variables defaults: \${name:=value}`,
      });
      continue;
    }
    for (const [name, value] of Object.entries(dataOf(found))) {
      if (ENCRYPTED.test(value)) {
        closed.push(`${shown(reference)}, which is encrypted`);
        continue;
      }
      if (found.kind === "Secret") context.secret(value);
      values[name] = asValue(value);
    }
  }
  Object.assign(values, substitute);
  const wrong = Object.keys(values).find((name) => !VARIABLE.test(name));
  if (wrong !== undefined) throw invalid(object.placeOf(["spec", "postBuild", "substitute", wrong]), `has a variable "${wrong}", and Flux takes letters, digits and _ only`);
  return { values, closed };
};
