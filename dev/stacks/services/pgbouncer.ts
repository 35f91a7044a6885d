import type { ContainerService } from "../../model/service.ts";
import { credential, lines, text } from "../../model/text.ts";
import type { ServiceSettings, PostgresSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { askSql, POSTGRES_POOLER, roleCredential } from "./postgres.ts";

/** `postgres` in the official image, which is built on Alpine. */
const OWNER = { uid: 70, gid: 70 } as const;

/** Who may use the admin console (`SHOW POOLS`, `RECONNECT`) at the database "pgbouncer": `exec`, and what wipes data. */
export const PGBOUNCER_ADMIN = "pgbouncer_admin";
/** Who may only look there (`SHOW STATS`): the exporter. */
export const PGBOUNCER_STATS = "pgbouncer_stats";

const entry = (user: string, secret: string) => {
  const password = text`"${credential(secret)}"`;
  return { parts: [`"${user}" `, ...password.parts] };
};

/**
 * The pooler as production runs it: transaction mode, 1000 clients, pool of 25, plain auth towards clients and SCRAM
 * towards the server. With plain auth every user must stand in the user list in clear text: passed-through SCRAM keys
 * are not to be had from a client that sends its password plainly.
 */
export const pgbouncer = (settings: ServiceSettings, postgres: PostgresSettings): ContainerService => {
  const roles = [...new Set([...postgres.schemas, ...Object.values(postgres.databases).flatMap(({ schemas }) => schemas)])].filter((role) => role !== postgres.owner);
  return {
    kind: "container",
    name: "pgbouncer",
    image: settings.image,
    endpoints: { sql: { containerPort: 6432, preferredHostPort: settings.port, scheme: "postgresql" } },
    files: [
      { path: "/etc/pgbouncer/pgbouncer.ini", content: { source: "pgbouncer/pgbouncer.ini" }, owner: OWNER, mode: 0o444 },
      {
        path: "/etc/pgbouncer/userlist.txt",
        content: lines(
          entry(postgres.owner, "postgres.owner"),
          ...roles.map((role) => entry(role, roleCredential(role))),
          entry(POSTGRES_POOLER, "postgres.pooler"),
          entry(PGBOUNCER_ADMIN, "pgbouncer.admin"),
          entry(PGBOUNCER_STATS, "pgbouncer.stats"),
        ),
        owner: OWNER,
        mode: 0o400,
      },
    ],
    readiness: {
      kind: "sql",
      endpoint: "sql",
      database: postgres.database,
      user: postgres.owner,
      password: text`${credential("postgres.owner")}`,
    },
    healthCheck: {
      command: askSql("postgres.owner", `--port=6432 --username=${postgres.owner} --dbname=${postgres.database}`),
      files: [{ path: "/run/secrets/postgres.owner", content: text`${credential("postgres.owner")}`, owner: OWNER, mode: 0o400 }],
    },
    // Not "ready": the pooler starts while Postgres does, and its own probe asks through it.
    dependsOn: { postgres: "started" },
    // Whatever dns_max_ttl says: its resolver (c-ares, from 1.31 on) keeps an answer for as long as the engine's name server allows, which is ten minutes.
    looksUpOnce: ["postgres"],
    // 1000 clients and their server connections; engine 29 gives a container 1024 descriptors.
    limits: { memoryMiB: settings.memoryMiB, nofile: 4096 },
    stopGraceSeconds: 5,
    tools: {
      "psql-pooled": {
        command: ["psql", "--host=127.0.0.1", "--port=6432", `--username=${postgres.owner}`, `--dbname=${postgres.database}`],
        env: { PGPASSWORD: text`${credential("postgres.owner")}` },
      },
      "pgbouncer-console": {
        command: ["psql", "--host=127.0.0.1", "--port=6432", `--username=${PGBOUNCER_ADMIN}`, "--dbname=pgbouncer"],
        env: { PGPASSWORD: text`${credential("pgbouncer.admin")}` },
      },
    },
    devOnly: {
      ...ON_A_LAPTOP,
      "resources/memory-limit-larger": "tests get databases of their own by the hundred, and each has its pool",
      "settings/server_login_retry": "speed: the pooler may start before Postgres listens, and production's 15 s would be waited for",
      "settings/dns_nxdomain_ttl": "speed: the same where the server has no name yet",
      "settings/log_*connections": "connections are not news: a pool of 25 fills the log of a laptop",
      ...Object.fromEntries(["auth_user", "auth_dbname", "auth_query", "autodb_idle_timeout"].map((name) => [`settings/${name}`, "tests get databases with roles of their own while the pooler runs: no list can name them, and they are soon gone"])),
    },
  };
};
