import type { ContainerService, TaskService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import { importFile } from "../feature-flags/import-file.ts";
import type { FeatureFlagsSettings, PostgresSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { databasesAction, roleCredential } from "./postgres.ts";

/** `node` in the official image. */
const OWNER = { uid: 1000, gid: 1000 } as const;
const FLAGS = "/etc/neotool/flags.json";
/** In the image's own folder: from elsewhere Node does not find the image's modules. */
const START = "/unleash/neotool-start.mjs";

export const UNLEASH_DATABASE = "unleash_db";
/** Its role, and the schema that it owns. */
const ROLE = "unleash";
/** The environment of Unleash that applications of a laptop are in. */
export const UNLEASH_ENVIRONMENT = "development";

/** Tokens say where they hold: in which project, in which environment. Each a credential, and the form that Unleash wants before it. */
export const UNLEASH_TOKENS = {
  admin: { credential: "unleash.admin-token", before: "*:*." },
  backend: { credential: "unleash.backend-token", before: `default:${UNLEASH_ENVIRONMENT}.` },
  frontend: { credential: "unleash.frontend-token", before: `default:${UNLEASH_ENVIRONMENT}.` },
} as const;

/** The credential of Unleash's user `admin`, for its web pages. */
export const UNLEASH_ADMIN = "unleash.admin";

const secret = (name: string, content = text`${credential(name)}`) => ({ path: `/run/secrets/${name}`, content, owner: OWNER, mode: 0o400 });

const tokenFiles = Object.values(UNLEASH_TOKENS).map(({ credential: name, before }) => secret(name, { parts: [before, credential(name)] }));

/** Unleash on the stack's Postgres. It knows the flags of the project's file from its start. */
export const unleash = (settings: FeatureFlagsSettings): ContainerService => ({
  kind: "container",
  name: "unleash",
  image: settings.image,
  command: ["node", START],
  env: {
    DATABASE_HOST: "postgres",
    DATABASE_PORT: "5432",
    DATABASE_NAME: UNLEASH_DATABASE,
    DATABASE_USERNAME: ROLE,
    DATABASE_SCHEMA: ROLE,
    DATABASE_SSL: "false",
    IMPORT_ENVIRONMENT: UNLEASH_ENVIRONMENT,
    ...(settings.flags.length > 0 && { IMPORT_FILE: FLAGS }),
    // Not more: at "info" it writes the administrator's password into its log.
    LOG_LEVEL: "warn",
    // Nothing is asked or told beyond this machine.
    CHECK_VERSION: "false",
    SEND_TELEMETRY: "false",
  },
  files: [
    { path: START, content: { source: "unleash/start.mjs" }, owner: OWNER, mode: 0o444 },
    ...(settings.flags.length > 0 ? [{ path: FLAGS, content: importFile(settings.flags, UNLEASH_ENVIRONMENT), owner: OWNER, mode: 0o444 }] : []),
    secret(roleCredential(ROLE)),
    secret(UNLEASH_ADMIN),
    secret("unleash.cookies"),
    ...tokenFiles,
  ],
  endpoints: { http: { containerPort: 4242, preferredHostPort: settings.port, scheme: "http", web: { login: "UNLEASH_ADMIN_USERNAME and UNLEASH_ADMIN_PASSWORD of `neotool dev env`" } } },
  readiness: { kind: "http", endpoint: "http", path: "/health", status: [200] },
  // Its first start makes a hundred tables, one change after the other.
  readyWithinSeconds: 180,
  healthCheck: { command: ["node", "-e", "fetch('http://127.0.0.1:4242/health').then(({ ok }) => { if (!ok) throw new Error('not healthy') })"] },
  dependsOn: { postgres: "ready", "unleash-database": "completed" },
  dataIn: { service: "postgres", database: UNLEASH_DATABASE },
  knownEnds: [
    {
      says: "the flags were refused",
      means: "Unleash does not take the flags of the project's file, and says in its log why",
      fix: "Mend the file that featureFlags.file names in neotool.config.ts: neotool dev logs unleash says what is wrong.",
    },
  ],
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 5,
  devOnly: ON_A_LAPTOP,
});

/** A database of its own, and a role that owns nothing else. Straight on the server: Unleash holds a lock of its session while it makes its tables. */
export const unleashDatabase = (postgres: PostgresSettings): TaskService => ({
  kind: "task",
  name: "unleash-database",
  target: "postgres",
  doneFor: "dependant",
  dependsOn: { postgres: "ready", "postgres-databases": "completed" },
  action: databasesAction(postgres, [
    // The first one is where it begins: there is always the application's.
    { name: postgres.database, extensions: [], schemas: [] },
    { name: UNLEASH_DATABASE, extensions: [], schemas: [{ name: ROLE, password: text`${credential(roleCredential(ROLE))}` }] },
  ]),
});
