import { variablesFor } from "../../env/variables.ts";
import type { Consumer } from "../../model/consumer.ts";
import { readinessOf } from "../../stacks/applications.ts";
import type { AppSettings, Settings } from "../../stacks/settings.ts";
import { known, type Origin } from "../facts/known.ts";
import { isSecretName, type EnvValue, type Port, type ProbeFact, type Workload } from "../facts/workload.ts";
import type { LocalPlaces } from "./definition.ts";

/** Which variables an application of this machine gets, where its project does not say. What is not Next.js and not the router is a service in Kotlin. */
const consumerOf = (name: string): Consumer => (name === "web" ? "next" : name === "router" ? "router" : "kotlin");

const valueOf = (key: string, text: string): EnvValue => (isSecretName(key) ? { kind: "secret" } : { kind: "literal", text });

const questionOf = (app: AppSettings): ProbeFact["question"] | undefined => {
  const probe = readinessOf(app);
  return probe?.kind === "http" ? { kind: "http", path: probe.path, port: String(app.port) } : probe && { kind: "tcp", port: String(app.port) };
};

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

/** The programs of this machine, whoever starts them: their ports, and the variables that `neotool dev env` gives them. Their secrets are keys alone. */
export const applicationWorkloads = (settings: Settings, places: LocalPlaces): readonly Workload[] => {
  const builtIn: Origin = { kind: "query", query: "neotool dev env" };
  const facts = {
    settings,
    ports: preferredPorts(settings),
    credentials: { values: new Map<string, string>(), fingerprint: () => "" },
    role: { user: settings.postgres.owner, credential: "postgres.owner" },
    jwt: { kid: "default", publicPem: "", privatePem: "", publicPath: "", privatePath: "" },
  };
  return [...new Set([...Object.keys(settings.metrics), ...Object.keys(settings.apps)])].map((name): Workload => {
    const app = settings.apps[name];
    const port = app?.port ?? settings.metrics[name]?.port;
    const origin = places.configKey(["apps", name]) ?? places.configKey(["metrics", name]) ?? { kind: "definition", of: "applications" };
    const given = [...variablesFor(facts, app?.consumer ?? consumerOf(name))].map(([key, text]) => [key, known(valueOf(key, text), builtIn)] as const);
    const own = Object.entries(app?.env ?? {}).map(([key, text]) => [key, known(valueOf(key, text), places.configKey(["apps", name, "env", key]) ?? origin)] as const);
    const question = app && questionOf(app);
    return {
      name,
      kind: "application",
      origin,
      namespace: undefined,
      labels: {},
      image: undefined,
      command: [],
      env: new Map([...given, ...own]),
      files: new Map(),
      openEnv: false,
      openFiles: false,
      mounts: [],
      ports: port === undefined ? [] : [known<Port>({ number: port, at: "container" }, origin)],
      addresses: [known(name, origin)],
      probes: question ? [known<ProbeFact>({ name: "readiness", question }, origin)] : [],
      resources: {},
      security: {},
      replicas: undefined,
      schedule: undefined,
    };
  });
};
