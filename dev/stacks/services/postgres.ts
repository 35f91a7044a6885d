import type { ContainerService, TaskService } from "../../model/service.ts";
import type { Database, TaskAction } from "../../model/task.ts";
import { credential, text } from "../../model/text.ts";
import type { PostgresSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { renewable } from "./renewable.ts";

/** Of an image whose name does not say it. */
const POSTGRES_MAJOR = 18;
const UID = 999;
const OWNER_SQL = "/docker-entrypoint-initdb.d/10-owner.sql";

/**
 * What a laptop may do and production must not: every one trades durability for speed. Not synchronous_commit: without fsync it is a write into the kernel's
 * memory, and what was confirmed is then there for who copies the files (a snapshot) and after a crash of the server alone.
 */
const FAST = {
  fsync: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  checkpoint_timeout: "30min",
  max_wal_size: "2GB",
  // Segments are files with holes then, of what was written and nothing else: the rest of each 16 MB would be in every snapshot.
  wal_init_zero: "off",
  wal_recycle: "off",
} as const;

/** The role of the exporter. */
export const POSTGRES_MONITOR = "neotool_monitor";
/** The role of the pooler itself; compose/pgbouncer/pgbouncer.ini names it, too. */
export const POSTGRES_POOLER = "neotool_pooler";

const START = "/etc/neotool/start.sh";
/** --no-sync is what makes a cold start fast; the checksums that 18 turns on by itself guard disks, not laptops. */
const INITDB_ARGS = "--no-sync --no-data-checksums";

/**
 * Logs in over TCP and asks; the password comes from a file and stands in no argument list. Not pg_isready: it knows
 * neither password nor database, and on the unix socket says yes while init scripts run.
 */
export const askSql = (credentialName: string, connection: string): readonly string[] => [
  "sh",
  "-c",
  `PGPASSWORD="$(cat /run/secrets/${credentialName})" psql --no-psqlrc --quiet --tuples-only --host=127.0.0.1 ${connection} --command="SELECT 1"`,
];

const secret = (name: string) => ({
  path: `/run/secrets/${name}`,
  content: text`${credential(name)}`,
  owner: { uid: UID, gid: UID },
  mode: 0o400,
});

/** What an image of a project runs. @example majorOf("mirror/postgres:19.0-alpine") // 19 */
const majorOf = (image: string): number => Number(/(?:^|\/)postgres:(\d+)/.exec(image)?.[1] ?? POSTGRES_MAJOR);

const DATA = "/var/lib/postgresql";
// QUIT: the server ends its children first, which would go on for a moment without it.
const renewing = renewable({ data: DATA, signal: "QUIT" });

/** Postgres as production runs it: 18.1, SCRAM, one database, a schema and a role for each Kotlin service. */
export const postgres = (settings: PostgresSettings): ContainerService => ({
  kind: "container",
  name: "postgres",
  image: settings.image,
  entrypoint: renewing.entrypoint,
  command: [
    "bash",
    START,
    "postgres",
    ...Object.entries(FAST).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    "-c", "password_encryption=scram-sha-256",
    "-c", `max_connections=${settings.maxConnections}`,
    "-c", "shared_buffers=64MB",
    // The extension can only be created where the library was loaded at start.
    "-c", "shared_preload_libraries=pg_stat_statements",
  ],
  env: {
    POSTGRES_USER: settings.superuser,
    POSTGRES_DB: settings.database,
    POSTGRES_PASSWORD_FILE: "/run/secrets/postgres.superuser",
    POSTGRES_INITDB_ARGS: INITDB_ARGS,
    NEOTOOL_OWNER: settings.owner,
  },
  endpoints: { sql: { containerPort: 5432, preferredHostPort: settings.port, scheme: "postgresql" } },
  // The parent of PGDATA: mounted at .../data, the image of version 18 refuses to start.
  volumes: [{ name: "postgres-data", path: DATA }],
  templates: [
    {
      name: "postgres-template",
      path: "/template",
      madeFrom: [settings.superuser, settings.database, settings.owner, INITDB_ARGS, { source: "postgres/start.sh" }, { source: "postgres/10-owner.sql" }],
    },
  ],
  renewal: renewing.renewal,
  files: [
    renewing.script,
    secret("postgres.superuser"),
    secret("postgres.owner"),
    { path: OWNER_SQL, content: { source: "postgres/10-owner.sql" }, owner: { uid: UID, gid: UID }, mode: 0o444 },
    { path: START, content: { source: "postgres/start.sh" }, owner: { uid: UID, gid: UID }, mode: 0o444 },
  ],
  // As the application, over TCP: while init scripts run the server listens on its unix socket only.
  readiness: {
    kind: "sql",
    endpoint: "sql",
    database: settings.database,
    user: settings.owner,
    password: text`${credential("postgres.owner")}`,
  },
  healthCheck: { command: askSql("postgres.owner", `--port=5432 --username=${settings.owner} --dbname=${settings.database}`) },
  // By the unix socket, which the image trusts: the passwords on the volume are just what cannot be known.
  repair: {
    reason: "the volume was made with other credentials; roles and passwords were set to this instance's",
    command: ["psql", "--no-psqlrc", "--quiet", `--username=${settings.superuser}`, "--dbname=postgres", `--file=${OWNER_SQL}`],
  },
  // Beside data in another folder, version 18 would begin an empty cluster.
  volumeChecks: [{ asked: "before-start", kind: "postgres-major", volume: "postgres-data", major: majorOf(settings.image) }],
  limits: { memoryMiB: settings.memoryMiB, shmMiB: 256 },
  stopGraceSeconds: 20,
  tools: {
    psql: {
      command: ["psql", "--host=127.0.0.1", `--username=${settings.owner}`, `--dbname=${settings.database}`],
      env: { PGPASSWORD: text`${credential("postgres.owner")}` },
    },
    "psql-admin": {
      command: ["psql", "--host=127.0.0.1", `--username=${settings.superuser}`, `--dbname=${settings.database}`],
      env: { PGPASSWORD: text`${credential("postgres.superuser")}` },
    },
    pg_dump: {
      command: ["pg_dump", "--host=127.0.0.1", `--username=${settings.superuser}`, `--dbname=${settings.database}`],
      env: { PGPASSWORD: text`${credential("postgres.superuser")}` },
    },
  },
  devOnly: {
    ...ON_A_LAPTOP,
    ...Object.fromEntries(Object.keys(FAST).map((name) => [`settings/${name}`, "speed: a laptop's data can be made again, production's cannot"])),
    "settings/shared_buffers": "memory: production's cache does not fit beside an IDE",
    "settings/data-checksums": "speed: guards against failing disks, which a throw-away database need not survive",
  },
});

/** Databases, schemas, roles and extensions, made from outside so that a change in the config reaches an old volume. */
export const postgresDatabases = (settings: PostgresSettings): TaskService => ({
  kind: "task",
  name: "postgres-databases",
  target: "postgres",
  dependsOn: { postgres: "ready" },
  action: databasesAction(settings, [
    { name: settings.database, extensions: settings.extensions, schemas: settings.schemas.map(schemaRole(settings)) },
    ...Object.entries(settings.databases).map(([name, { extensions, schemas }]) => ({ name, extensions, schemas: schemas.map(schemaRole(settings)) })),
  ]),
});

/** Makes what is missing of these databases. @param databases The first one is there already. */
export const databasesAction = (settings: PostgresSettings, databases: readonly Database[]): TaskAction => ({
  kind: "postgres-databases",
  endpoint: "sql",
  superuser: settings.superuser,
  superuserPassword: text`${credential("postgres.superuser")}`,
  owner: settings.owner,
  monitor: { name: POSTGRES_MONITOR, password: text`${credential("postgres.monitor")}` },
  pooler: { name: POSTGRES_POOLER, password: text`${credential("postgres.pooler")}` },
  databases,
});

/** A schema that is named like the owner is the owner's own: a role has one password. */
const schemaRole = ({ owner }: PostgresSettings) => (name: string) => ({ name, password: text`${credential(name === owner ? "postgres.owner" : roleCredential(name))}` });

/** The credential of a schema's role. */
export const roleCredential = (role: string): string => `postgres.${role}`;
