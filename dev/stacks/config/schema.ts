import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { CONSUMERS } from "../../model/consumer.ts";
import { RUNTIMES } from "../../model/runtime.ts";
import type { Config } from "./config.ts";

z.config(en()); // the small build says "Invalid input" and nothing more

/** What stands in a file that a shell, an ini file and a URI must all carry without quoting. */
const secret = z.string().check(z.regex(/^[A-Za-z0-9._~-]{1,128}$/, "letters, digits and . _ ~ - only, 1 to 128 of them"));
/** A SQL identifier that needs no quotes. */
const identifier = z.string().check(z.regex(/^[a-z_][a-z0-9_]{0,62}$/, "lower-case letters, digits and _, not a digit first"));
/** It becomes a role: one that is there already would get another password, and what knows the old one is shut out. */
const role = identifier.check(z.regex(/^(?!(postgres|neotool_monitor|neotool_pooler|public|pg_.*)$)/, "Postgres or the stack has a role of this name for itself"));
const port = z.int().check(z.minimum(1, "a port is 1 to 65535"), z.maximum(65_535, "a port is 1 to 65535"));
const image = z.string().check(
  z.regex(/^[^\s@]+(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/, "an image needs a tag or a digest"),
  z.regex(/^(?!.*:latest$)/, '"latest" names another image every week: pin a version'),
);
const memoryMiB = z.int().check(z.minimum(16, "at least 16 MiB"));
const extension = z.string().check(z.regex(/^[a-z][a-z0-9_-]*$/, "an extension's name, for example pg_trgm"));
const topicName = z.string().check(z.regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, "letters, digits and . _ -, at most 249"));
const bucketName = z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "3 to 63 lower-case letters, digits, . and -"));

const database = z.strictObject({
  schemas: z._default(z.array(role), []),
  extensions: z._default(z.array(extension), []),
});

/** A broker refuses the second of two such names: those of its metrics have _ for each dot. */
const topicNames = <T>({ value, issues }: z.core.ParsePayload<Readonly<Record<string, T>>>): void => {
  const first = new Map<string, string>();
  for (const name of Object.keys(value)) {
    const other = first.get(name.replaceAll(".", "_"));
    if (other !== undefined) issues.push({ code: "custom", input: value, path: [name], message: `Kafka takes it for ${other}: in the names of its metrics, . and _ are the same` });
    else first.set(name.replaceAll(".", "_"), name);
  }
};

const topic = z.strictObject({
  partitions: z._default(z.int().check(z.minimum(1, "at least one partition")), 1),
  configs: z._default(z.record(z.string(), z.string()), {}),
});

const bucket = z.strictObject({
  versioning: z._default(z.boolean(), false),
  access: z._default(z.enum(["private", "public-read"]), "private"),
});

/** What every service lets a project change. */
const plain = { image: z.optional(image), port: z.optional(port), memoryMiB: z.optional(memoryMiB) };
const days = z.int().check(z.minimum(1, "at least a day"));

/** A file of the project. */
const ownFile = z.string().check(z.regex(/^(?!\/)(?!.*\.\.).*\.(ya?ml|json)$/, "a .yml or .json file inside the project, by its path from there"));

const application = z.strictObject({
  port,
  path: z._default(z.string().check(z.regex(/^\/[A-Za-z0-9._~/-]*$/, "a path, for example /metrics")), "/metrics"),
});
/** A job of Prometheus and the value of a label: the names of the stack's own services are taken. */
const applicationName = z.string().check(
  z.regex(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and "-", a letter first'),
  z.regex(/^(?!(postgres|pgbouncer|kafka|minio|vault|prometheus|loki|promtail|alloy|grafana|alertmanager|unleash|mail)$)/, "a service of the stack has this name"),
);

/** Of GraphQL: it becomes a name of an enum. */
const subgraphName = z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,62}$/, "lower-case letters, digits, - and _, a letter first"));
const httpUrl = z.url({ protocol: /^https?$/ });
const subgraph = z.strictObject({
  url: httpUrl,
  schema: z.optional(z.string().check(z.regex(/^(?!\/)(?!.*\.\.)[^\\]+\.(graphqls?|gql)$/, "a .graphql or .graphqls file inside the project, by its path from there"))),
});
const gateway = z.strictObject({
  ...plain,
  healthPort: z.optional(port),
  metricsPort: z.optional(port),
  subgraphs: z.optional(z.record(subgraphName, subgraph)),
  cors: z.optional(z.strictObject({ origins: z.optional(z.array(z.string().check(z.regex(/^https?:\/\/[^/]+$/, "an origin, for example http://localhost:3000, without a slash at its end")))) })),
  headers: z.optional(z.strictObject({ propagate: z.optional(z.array(z.string().check(z.regex(/^[A-Za-z0-9-]+$/, "the name of a header")))) })),
  jwt: z.optional(z.enum(["optional", "required"])),
  licence: z.optional(z.string().check(z.regex(/^(?!\/)(?!.*\.\.)[^\\]+$/, "a file inside the project, by its path from there"))),
  router: z.optional(z.record(z.string(), z.unknown())),
});

const text = z.string().check(z.regex(/\S/, "it is empty"), z.regex(/^[^\0]*$/, "no zero bytes"));
const seconds = z.number().check(z.minimum(0, "0 seconds or more"));
/** Below the project: a glob or a folder that leads out of it would watch the whole disk. */
const below = z.string().check(z.regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$)).+$/, "inside the project, by its path from there"));

const app = z.strictObject({
  command: z.union([text, z.array(text).check(z.minLength(1, "a program, at least"))]),
  cwd: z._default(below, "."),
  port: z.optional(port),
  consumer: z.optional(z.enum(CONSUMERS)),
  env: z._default(z.record(z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "a variable's name: letters, digits and _")), z.string()), {}),
  readiness: z.optional(z.string().check(z.regex(/^(\/\S*|tcp|none)$/, 'a path such as "/health/readiness", "tcp" or "none"'))),
  readyWithinSeconds: z.optional(seconds),
  restart: z._default(z.enum(["on-failure", "always", "never"]), "on-failure"),
  watch: z._default(z.array(below), []),
  dependsOn: z._default(z.record(z.string(), z.enum(["started", "ready", "completed"])), {}),
  stopGraceSeconds: z.optional(seconds),
});

/** `neotool.config.ts`: every key is optional, an unknown one is an error. */
export const configSchema = z.strictObject({
  profile: z.optional(z.string()),
  runtime: z.optional(z.enum(RUNTIMES)),
  cluster: z.optional(z.strictObject({ image: z.optional(image) })),
  postgres: z.optional(
    z.strictObject({
      ...plain,
      database: z.optional(identifier),
      owner: z.optional(role),
      schemas: z.optional(z.array(role)),
      extensions: z.optional(z.array(extension)),
      databases: z.optional(z.record(identifier, database)),
      maxConnections: z.optional(z.int().check(z.minimum(10, "at least 10"))),
    }),
  ),
  pgbouncer: z.optional(z.strictObject(plain)),
  kafka: z.optional(
    z.strictObject({
      ...plain,
      topics: z.optional(z.record(topicName, topic).check(topicNames)),
      autoCreateTopics: z.optional(z.boolean()),
      heapMiB: z.optional(memoryMiB),
    }),
  ),
  vault: z.optional(z.strictObject(plain)),
  minio: z.optional(
    z.strictObject({
      ...plain,
      consolePort: z.optional(port),
      region: z.optional(z.string()),
      buckets: z.optional(z.record(bucketName, bucket)),
    }),
  ),
  prometheus: z.optional(z.strictObject({ ...plain, retentionDays: z.optional(days), maxGigabytes: z.optional(z.int().check(z.minimum(1, "at least 1 GB"))), rules: z.optional(z.array(ownFile)) })),
  loki: z.optional(z.strictObject({ ...plain, retentionDays: z.optional(days), warnGigabytes: z.optional(z.int().check(z.minimum(1, "at least 1 GB"))) })),
  logAgent: z.optional(z.enum(["promtail", "alloy"])),
  promtail: z.optional(z.strictObject(plain)),
  alloy: z.optional(z.strictObject(plain)),
  grafana: z.optional(z.strictObject({ ...plain, dashboards: z.optional(z.array(ownFile)) })),
  alertmanager: z.optional(z.strictObject({ ...plain, webhook: z.optional(z.url({ protocol: /^https?$/ })) })),
  gateway: z.optional(gateway),
  featureFlags: z.optional(z.strictObject({ ...plain, file: z.optional(ownFile) })),
  mail: z.optional(z.strictObject({ ...plain, smtpPort: z.optional(port) })),
  postgresExporter: z.optional(z.strictObject(plain)),
  pgbouncerExporter: z.optional(z.strictObject(plain)),
  kafkaExporter: z.optional(z.strictObject(plain)),
  metrics: z.optional(z.record(applicationName, application)),
  apps: z.optional(z.record(applicationName, app)),
  credentials: z.optional(z.record(z.string(), secret)),
  seeds: z.optional(
    z.strictObject({
      directory: z.optional(z.string().check(z.regex(/^(?!\/)(?!.*\.\.)[^\\]+$/, "a folder inside the project, by its path from there"))),
      onFirstUp: z.optional(z.array(z.string().check(z.regex(/^[^./\\][^/\\]*$/, "the name of a dataset")))),
    }),
  ),
  parity: z.optional(
    z.strictObject({
      manifests: z.optional(z.string().check(z.regex(/\S/, "a folder, by its path from the project"))),
      entry: z.optional(z.string().check(z.regex(/^(?!\/)(?!.*\.\.)/, "a path inside the folder of manifests"))),
      match: z.optional(z.record(z.string(), z.union([z.string(), z.literal(false)]))),
    }),
  ),
  images: z.optional(
    z.strictObject({
      /** Consent to build stand-ins where an image cannot be had, as `--setup` gives it for one run. */
      standIns: z.optional(z.boolean()),
      /** A directory with `index.json` and archives; `NEOTOOL_IMAGE_BUNDLE` wins over it. */
      bundle: z.optional(z.string()),
    }),
  ),
});

type Writable<T> = T extends readonly (infer E)[] ? E[] : T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
type Same<A, B> = [A] extends [B] ? ([Writable<B>] extends [A] ? true : "the schema lacks a key of Config") : "Config lacks a key of the schema";
type Assert<T extends true> = T;
/** Held by the compiler: the schema takes just what the published type, which must not need zod, promises. */
export type SchemaTakesConfig = Assert<Same<z.input<typeof configSchema>, Config>>;

/** The same with the defaults of its parts filled in. */
export type CheckedConfig = z.output<typeof configSchema>;
