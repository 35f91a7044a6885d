import type { ProductionObject } from "../load/production.ts";
import type { Known } from "../facts/known.ts";
import { listAt, placedAt, recordAt, textAt, valueAt } from "./read.ts";

/** What pods take from elsewhere, by namespace and name. */
export interface Lookup {
  /** Keys with texts; `undefined`: there is no such ConfigMap in what was read. */
  configMap(namespace: string | undefined, name: string): ReadonlyMap<string, Known> | undefined;
  /** Keys alone: of a Secret, or of what an operator will make. `complete: false`: it has more that cannot be told. */
  secret(namespace: string | undefined, name: string): { readonly keys: readonly Known[]; readonly complete: boolean } | undefined;
  /** Asked size of a claim. */
  claim(namespace: string | undefined, name: string): Known | undefined;
}

const id = (namespace: string | undefined, name: string): string => `${namespace ?? "default"}/${name}`;

const keysOf = (object: ProductionObject, paths: readonly (readonly string[])[]): readonly Known[] =>
  paths.flatMap((path) => Object.keys(recordAt(object.value, path)).map((key) => placedAt(key, object, [...path, key])));

interface SecretKeys {
  readonly name: string;
  readonly keys: readonly Known[];
  readonly complete: boolean;
}

/** An ExternalSecret counts as the keys that it will make; a SealedSecret holds them in its encrypted data. */
const secretOf = (object: ProductionObject): SecretKeys | undefined => {
  if (object.kind === "Secret") return { name: object.name, keys: keysOf(object, [["data"], ["stringData"]]), complete: true };
  if (object.kind === "SealedSecret") return { name: object.name, keys: keysOf(object, [["spec", "encryptedData"]]), complete: true };
  if (object.kind !== "ExternalSecret") return undefined;
  const listed = listAt(object.value, ["spec", "data"]).flatMap((entry, index) => {
    const key = textAt(entry, ["secretKey"]);
    return key === undefined ? [] : [placedAt(key, object, ["spec", "data", index, "secretKey"])];
  });
  const templated = keysOf(object, [["spec", "target", "template", "data"]]);
  const complete = listAt(object.value, ["spec", "dataFrom"]).length === 0;
  return { name: textAt(object.value, ["spec", "target", "name"]) ?? object.name, keys: templated.length > 0 ? templated : listed, complete };
};

export const lookupIn = (objects: readonly ProductionObject[]): Lookup => {
  const configMaps = new Map<string, ReadonlyMap<string, Known>>();
  const secrets = new Map<string, { keys: readonly Known[]; complete: boolean }>();
  const claims = new Map<string, Known>();
  for (const object of objects) {
    const secret = secretOf(object);
    if (secret) secrets.set(id(object.namespace, secret.name), secret);
    if (object.kind === "ConfigMap") {
      const entries = Object.keys(recordAt(object.value, ["data"])).map((key): [string, Known] => [key, placedAt(String(valueAt(object.value, ["data", key]) ?? ""), object, ["data", key])]);
      configMaps.set(id(object.namespace, object.name), new Map(entries));
    }
    if (object.kind === "PersistentVolumeClaim") {
      const path = ["spec", "resources", "requests", "storage"];
      const size = textAt(object.value, path);
      if (size !== undefined) claims.set(id(object.namespace, object.name), placedAt(size, object, path));
    }
  }
  return {
    configMap: (namespace, name) => configMaps.get(id(namespace, name)),
    secret: (namespace, name) => secrets.get(id(namespace, name)),
    claim: (namespace, name) => claims.get(id(namespace, name)),
  };
};
