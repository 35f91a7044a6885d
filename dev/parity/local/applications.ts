import { variablesFor } from "../../env/variables.ts";
import type { Consumer } from "../../model/consumer.ts";
import type { Settings } from "../../stacks/settings.ts";
import { known, type Origin } from "../facts/known.ts";
import { isSecretName, type EnvValue, type Port, type Workload } from "../facts/workload.ts";
import type { LocalPlaces } from "./definition.ts";

/** Which variables an application of this machine gets. What is not Next.js and not the router is a service in Kotlin. */
const consumerOf = (name: string): Consumer => (name === "web" ? "next" : name === "router" ? "router" : "kotlin");

/** Ports that every application expects, whatever this machine had free. */
const PORTS: ReadonlyMap<string, string> = new Map([
  ["postgres", "sql"],
  ["pgbouncer", "sql"],
  ["kafka", "broker"],
  ["vault", "api"],
  ["minio", "s3"],
]);

const preferredPorts = (settings: Settings): ReadonlyMap<string, number> =>
  new Map(
    Object.entries(settings).flatMap(([service, value]): [string, number][] => {
      const endpoint = PORTS.get(service);
      return endpoint === undefined || typeof value !== "object" || !("port" in value) || typeof value.port !== "number" ? [] : [[`${service}.${endpoint}`, value.port]];
    }),
  );

/** The programs of this machine: their ports, and the variables that `neotool dev env` gives them. Their secrets are keys alone. */
export const applicationWorkloads = (settings: Settings, places: LocalPlaces): readonly Workload[] => {
  const builtIn: Origin = { kind: "query", query: "neotool dev env" };
  const facts = {
    settings,
    ports: preferredPorts(settings),
    credentials: { values: new Map<string, string>(), fingerprint: () => "" },
    role: { user: settings.postgres.owner, credential: "postgres.owner" },
    jwt: { kid: "default", publicPem: "", privatePem: "", publicPath: "", privatePath: "" },
  };
  return Object.entries(settings.metrics).map(([name, { port }]): Workload => {
    const origin = places.configKey(["metrics", name]) ?? { kind: "definition", of: "applications" };
    const env = [...variablesFor(facts, consumerOf(name))].map(([key, text]) => [key, known<EnvValue>(isSecretName(key) ? { kind: "secret" } : { kind: "literal", text }, builtIn)] as const);
    return {
      name,
      kind: "application",
      origin,
      namespace: undefined,
      labels: {},
      image: undefined,
      command: [],
      env: new Map(env),
      files: new Map(),
      openEnv: false,
      openFiles: false,
      mounts: [],
      ports: [known<Port>({ number: port, at: "container" }, origin)],
      addresses: [known(name, origin)],
      probes: [],
      resources: {},
      security: {},
      replicas: undefined,
      schedule: undefined,
    };
  });
};
