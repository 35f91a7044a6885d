import type { ContainerService, MountedFile } from "../../model/service.ts";
import { resolveText, refsIn, type Ref, type Text } from "../../model/text.ts";
import { namespaceOf } from "../../runtimes/k3d/manifests/namespaces.ts";
import { configName } from "../../stacks/config/config-name.ts";
import { known, type Known, type Origin } from "../facts/known.ts";
import { USERS } from "../products/programs.ts";
import { isSecretName, type EnvValue, type Mount, type Port, type Workload } from "../facts/workload.ts";

/** Where our side is written down. */
export interface LocalPlaces {
  /** Of a key of `neotool.config.ts`; `undefined`: it does not say. */
  configKey(path: readonly string[]): Origin | undefined;
  /** Text of a file below `compose/`. */
  source(path: string): string;
}

/** Holes by what fills them on a machine where everything is at its place. No secret is ever put in. */
const lookup = (ref: Ref): string => {
  if (ref.ref === "credential") return "secret";
  if (ref.ref === "host-port") return "0";
  if (ref.ref === "address-of") return ref.service;
  return ref.ref;
};

const plain = (text: Text): string => resolveText(text, lookup);
const holdsSecret = (text: Text): boolean => refsIn(text).some(({ ref }) => ref === "credential");

const fileOf = ({ path, content }: MountedFile, builtIn: Origin, { source }: LocalPlaces): readonly (readonly [string, Known])[] => {
  if (typeof content === "object" && "source" in content) return [[path, known(source(content.source), { kind: "file", file: `compose/${content.source}`, line: 1 })]];
  return holdsSecret(content) ? [] : [[path, known(plain(content), builtIn)]];
};

const valueOf = (name: string, text: Text): EnvValue => (holdsSecret(text) || isSecretName(name) ? { kind: "secret" } : { kind: "literal", text: plain(text) });

/** Who reads what only its owner may: the user that the image runs as. */
const userOf = (files: readonly MountedFile[], name: string, origin: Origin): Known | undefined => {
  const user = files.map(({ owner }) => owner.uid).find((uid) => uid !== 0) ?? USERS[name];
  return user === undefined ? undefined : known(String(user), origin);
};

/** A service of ours as its definition has it. */
export const definedWorkload = (service: ContainerService, places: LocalPlaces): Workload => {
  const { name, command = [], env = {}, files = [], volumes = [], endpoints, healthCheck, limits } = service;
  const builtIn: Origin = { kind: "definition", of: name };
  const at = (...path: readonly string[]): Origin => places.configKey([configName(name), ...path]) ?? builtIn;
  const ports = Object.values(endpoints).flatMap(({ containerPort, neighbourPort }) => [containerPort, ...(neighbourPort === undefined ? [] : [neighbourPort])]);
  return {
    name,
    kind: "service",
    origin: builtIn,
    namespace: known(namespaceOf(name), builtIn),
    labels: {},
    image: known(service.image, at("image")),
    command: command.map((text) => known(plain(text), at())),
    env: new Map(Object.entries(env).map(([key, text]) => [key, known(valueOf(key, text), builtIn)])),
    files: new Map(files.flatMap((file) => fileOf(file, at(), places))),
    openEnv: false,
    openFiles: false,
    mounts: volumes.map(({ path }) => known<Mount>({ path, kind: "data", size: undefined }, builtIn)),
    ports: ports.map((number) => known<Port>({ number, at: "container" }, builtIn)),
    addresses: [known(name, builtIn)],
    probes: healthCheck ? [known({ name: "health check", question: { kind: "exec", command: healthCheck.command } }, builtIn)] : [],
    resources: { "memory-limit": known(`${limits.memoryMiB}Mi`, at("memoryMiB")) },
    // Whatever runtime makes it, it may not take more rights than it was given.
    security: { runAsUser: userOf(files, name, builtIn), allowPrivilegeEscalation: known("false", builtIn) },
    replicas: known(1, builtIn),
    schedule: undefined,
  };
};
