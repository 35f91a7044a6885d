import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { $ } from "zx";

/**
 * Writes the JSON schemas in this folder from the API description in the Go module of Kubernetes, which is what the
 * published schemas are made from: one file per kind that we render, strict (no unknown keys), named as kubeconform looks
 * them up. `node test/support/kubernetes-schemas/make.ts`; needs Go.
 */
const KUBERNETES = "v1.33.5";
const KINDS: readonly string[] = [
  "ClusterRole", "ClusterRoleBinding", "ConfigMap", "DaemonSet", "Deployment", "Job", "LimitRange", "Namespace", "NetworkPolicy", "PersistentVolume",
  "PersistentVolumeClaim", "Pod", "ResourceQuota", "Role", "RoleBinding", "Secret", "Service", "ServiceAccount", "StatefulSet",
];

/** Strings for Swagger, but the API server takes numbers for them too. */
const NUMBER_OR_STRING: readonly string[] = ["io.k8s.apimachinery.pkg.api.resource.Quantity", "io.k8s.apimachinery.pkg.util.intstr.IntOrString"];

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly "x-kubernetes-group-version-kind"?: readonly Kind[];
}

/** Only what checks something: no descriptions, no hints for clients. A property may well be called `description`. */
const checksOf = (node: unknown, isMap = false): unknown => {
  if (Array.isArray(node)) return node.map((item) => checksOf(item));
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => isMap || !(key === "description" || key === "default" || key.startsWith("x-kubernetes-")));
  return Object.fromEntries(entries.map(([key, value]) => [key, checksOf(value, !isMap && key === "properties")]));
};

const strict = (name: string, schema: Schema): unknown => {
  if (NUMBER_OR_STRING.includes(name)) return { oneOf: [{ type: "string" }, { type: "number" }] };
  return checksOf(schema.properties && schema.additionalProperties === undefined ? { ...schema, additionalProperties: false } : schema);
};

const referencesIn = (text: string): readonly string[] => [...text.matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(([, name = ""]) => name);

const withAllItRefersTo = (first: string, definitions: Readonly<Record<string, Schema>>): Readonly<Record<string, unknown>> => {
  const needed = new Map<string, unknown>();
  const pending = [first];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (needed.has(name)) continue;
    const schema = strict(name, definitions[name] ?? {});
    needed.set(name, schema);
    pending.push(...referencesIn(JSON.stringify(schema)));
  }
  return Object.fromEntries(needed);
};

const { Dir: module } = await $({ cwd: join(import.meta.dirname, "..", "k3s", "node") })`go mod download -json k8s.io/kubernetes@${KUBERNETES}`.json<{ readonly Dir: string }>();
const { definitions } = JSON.parse(await readFile(join(module, "api", "openapi-spec", "swagger.json"), "utf8"));
const described: readonly (readonly [string, Schema])[] = Object.entries(definitions);
const folder = join(import.meta.dirname, KUBERNETES);
await mkdir(folder, { recursive: true });
for (const [name, { properties, required = [], "x-kubernetes-group-version-kind": kinds = [] }] of described) {
  const [only] = kinds;
  if (!only || kinds.length !== 1 || !KINDS.includes(only.kind)) continue;
  const { group, version, kind } = only;
  const file = [kind, ...(group === "" ? [] : [group.split(".")[0]]), version].join("-").toLowerCase();
  const own = { apiVersion: { enum: [group === "" ? version : `${group}/${version}`] }, kind: { enum: [kind] } };
  const root = {
    type: "object",
    properties: { ...Object(checksOf(properties, true)), ...own },
    required: [...new Set([...required, "apiVersion", "kind"])],
    additionalProperties: false,
    definitions: withAllItRefersTo(name, definitions),
  };
  await writeFile(join(folder, `${file}.json`), `${JSON.stringify(root)}\n`);
}
