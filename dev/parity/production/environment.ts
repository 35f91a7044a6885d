import type { Path, ProductionObject } from "../load/production.ts";
import { knownBy, type Known } from "../facts/known.ts";
import { isSecretName, type EnvValue } from "../facts/workload.ts";
import type { Lookup } from "./lookup.ts";
import { listAt, placedAt, textAt, valueAt } from "./read.ts";
import { withReferences } from "./references.ts";

export interface Environment {
  readonly env: ReadonlyMap<string, Known<EnvValue>>;
  /** Whether there may be more keys than these. */
  readonly open: boolean;
}

const SECRET: EnvValue = { kind: "secret" };
const COMPUTED: EnvValue = { kind: "computed" };

/** A secret that somebody wrote down is still one. */
const literal = (name: string, text: string): EnvValue => (isSecretName(name) ? SECRET : { kind: "literal", text });

/** The variables of a container: whole ConfigMaps and Secrets first, then what is named, which wins. */
export const environmentOf = (object: ProductionObject, container: Path, lookup: Lookup): Environment => {
  const env = new Map<string, Known<EnvValue>>();
  let open = false;
  listAt(object.value, [...container, "envFrom"]).forEach((from) => {
    const prefix = textAt(from, ["prefix"]) ?? "";
    const map = textAt(from, ["configMapRef", "name"]);
    const secret = textAt(from, ["secretRef", "name"]);
    const texts = map === undefined ? undefined : lookup.configMap(object.namespace, map);
    const keys = secret === undefined ? undefined : lookup.secret(object.namespace, secret);
    if (!texts && !keys?.complete) open = true;
    for (const [key, text] of texts ?? []) env.set(prefix + key, knownBy(literal(prefix + key, text.value), text));
    for (const key of keys?.keys ?? []) env.set(prefix + key.value, knownBy(SECRET, key));
  });
  listAt(object.value, [...container, "env"]).forEach((entry, index) => {
    const name = textAt(entry, ["name"]);
    if (name === undefined) return;
    const path = [...container, "env", index];
    const map = textAt(entry, ["valueFrom", "configMapKeyRef", "name"]);
    const key = textAt(entry, ["valueFrom", "configMapKeyRef", "key"]);
    const found = map === undefined || key === undefined ? undefined : lookup.configMap(object.namespace, map)?.get(key);
    const isSecret = textAt(entry, ["valueFrom", "secretKeyRef", "name"]) !== undefined;
    const isGiven = valueAt(entry, ["valueFrom"]) !== undefined;
    const value = textAt(entry, ["value"]);
    if (found) env.set(name, knownBy(literal(name, found.value), found));
    else if (value !== undefined) env.set(name, placedAt(literal(name, withReferences(value, env)), object, path));
    else env.set(name, placedAt(isSecret ? SECRET : isGiven ? COMPUTED : literal(name, ""), object, path));
  });
  return { env, open };
};
