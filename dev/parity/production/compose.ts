import type { ComposeService } from "../load/production.ts";
import { known, knownBy, type Known } from "../facts/known.ts";
import { isSecretName, type EnvValue, type Mount, type ProbeFact, type Workload } from "../facts/workload.ts";
import { knownAt, listAt, placedAt, recordAt, textAt, valueAt } from "./read.ts";

const wordsAt = (service: ComposeService, key: string): readonly Known[] => {
  const written = valueAt(service.value, [key]);
  if (Array.isArray(written)) return written.map((word, index) => placedAt(String(word), service, [key, index]));
  return typeof written === "string" ? written.split(/\s+/).filter((word) => word !== "").map((word) => placedAt(word, service, [key])) : [];
};

/** A record, or a list of `KEY=value`. */
const environmentOf = (service: ComposeService): ReadonlyMap<string, Known<EnvValue>> => {
  const written = valueAt(service.value, ["environment"]);
  const pairs: readonly (readonly [string, string | undefined, string | number])[] = Array.isArray(written)
    ? written.map((entry, index) => [String(entry).split("=")[0] ?? "", String(entry).includes("=") ? String(entry).slice(String(entry).indexOf("=") + 1) : undefined, index] as const)
    : Object.entries(recordAt(service.value, ["environment"])).map(([key, value]) => [key, value === null ? undefined : String(value), key] as const);
  return new Map(
    pairs.map(([name, value, key]): [string, Known<EnvValue>] => [
      name,
      placedAt(isSecretName(name) ? { kind: "secret" } : value === undefined ? { kind: "computed" } : { kind: "literal", text: value }, service, ["environment", key]),
    ]),
  );
};

const mountsOf = (service: ComposeService): readonly Known<Mount>[] =>
  listAt(service.value, ["volumes"]).flatMap((volume, index) => {
    const [source = "", target] = typeof volume === "string" ? volume.split(":") : [textAt(volume, ["source"]) ?? "", textAt(volume, ["target"])];
    const path = target ?? source;
    const kind: Mount["kind"] = /^[./~]/.test(source) ? "config" : "data";
    return path.startsWith("/") ? [placedAt({ path, kind, size: undefined }, service, ["volumes", index])] : [];
  });

const probesOf = (service: ComposeService): readonly Known<ProbeFact>[] => {
  const test = valueAt(service.value, ["healthcheck", "test"]);
  const words = Array.isArray(test) ? test.map(String) : typeof test === "string" ? ["CMD-SHELL", test] : [];
  const [how, ...command] = words;
  if (how === undefined || how === "NONE" || command.length === 0) return [];
  return [placedAt({ name: "health check", question: { kind: "exec", command: how === "CMD-SHELL" ? ["sh", "-c", ...command] : command } }, service, ["healthcheck", "test"])];
};

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `80`, or the long form: where the program listens. */
const portOf = (port: unknown): number => {
  const text = typeof port === "object" ? (textAt(port, ["target"]) ?? "") : String(port);
  return Number(text.replace(/\/(tcp|udp)$/, "").split(":").at(-1));
};

const BINARY: Readonly<Record<string, string>> = { b: "", k: "Ki", m: "Mi", g: "Gi" };

/** Compose counts in powers of 1024, whatever case its units are in; in Kubernetes `256m` is a quarter of a byte. */
const inKubernetesWords = (amount: string): string => {
  const [, digits = "", unit = "b"] = /^(\d+(?:\.\d+)?)\s*([bkmg])?b?$/i.exec(amount.trim()) ?? [];
  return digits === "" ? amount : `${digits}${BINARY[unit.toLowerCase()]}`;
};

/** A service of Compose in the same shape as a pod's container. */
export const composeWorkload = (service: ComposeService): Workload => ({
  name: service.name,
  kind: "Compose service",
  origin: { kind: "file", ...service.place },
  namespace: undefined,
  labels: {},
  image: knownAt(service, ["image"]),
  command: [...wordsAt(service, "entrypoint"), ...wordsAt(service, "command")],
  env: environmentOf(service),
  files: new Map(),
  openEnv: listAt(service.value, ["env_file"]).length > 0 || textAt(service.value, ["env_file"]) !== undefined,
  openFiles: mountsOf(service).some(({ value }) => value.kind === "config"),
  mounts: mountsOf(service),
  ports: listAt(service.value, ["ports"]).flatMap((port, index) => (Number.isInteger(portOf(port)) ? [placedAt({ number: portOf(port), at: "container" as const }, service, ["ports", index])] : [])),
  addresses: [known(service.name, { kind: "file", ...service.place })],
  probes: probesOf(service),
  resources: Object.fromEntries(
    ([["memory-limit", ["deploy", "resources", "limits", "memory"]], ["memory-limit", ["mem_limit"]], ["cpu-limit", ["deploy", "resources", "limits", "cpus"]]] as const).flatMap(([resource, path]) => {
      const found = knownAt(service, path);
      return found ? [[resource, resource === "memory-limit" ? knownBy(inKubernetesWords(found.value), found) : found]] : [];
    }),
  ),
  security: { readOnlyRootFilesystem: knownAt(service, ["read_only"]), privileged: knownAt(service, ["privileged"]), runAsUser: knownAt(service, ["user"]) },
  replicas: undefined,
  schedule: undefined,
});
