import { beforeAll, describe, expect, inject, test } from "vitest";
import { runJdbcClient } from "../support/jvm/jdbc-client.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { environment, execute, variable } from "../support/services.ts";

/** What 20 connections for each of two services saw in 25 transactions each. */
interface PoolReport {
  readonly transactions: number;
  /** Transactions that were in another schema than their service's. */
  readonly strayPaths: readonly string[];
  /** Rows and tables of the other service that were seen. */
  readonly strayRows: readonly string[];
  readonly errors: readonly string[];
  /** Server connections that served both. */
  readonly sharedBackends: number;
  readonly preparedOnOneBackend: number;
}

interface Report {
  readonly directMigrations: MigrationReport;
  readonly pooledMigrations: MigrationReport;
  readonly directLockGrantedTwice: boolean;
  readonly pooledLockGrantedTwice: boolean;
  readonly SET_ON_CONNECT: PoolReport;
  readonly STARTUP_PARAMETER: PoolReport;
  readonly JDBC_SCHEMA: PoolReport;
  readonly OWN_ROLES: PoolReport;
}

interface MigrationReport {
  readonly app: string;
  readonly security: string;
  readonly tables: readonly string[];
}

const { env } = inject("stack");
let report: Report;

beforeAll(async () => {
  const [app, security] = await Promise.all([environment("--for", "jdbc", "--role", "app"), environment("--for", "jdbc", "--role", "security")]);
  const printed = await runJdbcClient({
    JDBC_URL: variable(env, "JDBC_URL"),
    JDBC_DIRECT_URL: variable(env, "JDBC_DIRECT_URL"),
    JDBC_USER: variable(env, "JDBC_USER"),
    JDBC_PASSWORD: variable(env, "JDBC_PASSWORD"),
    APP_USER: variable(app, "JDBC_USER"),
    APP_PASSWORD: variable(app, "JDBC_PASSWORD"),
    SECURITY_USER: variable(security, "JDBC_USER"),
    SECURITY_PASSWORD: variable(security, "JDBC_PASSWORD"),
  });
  report = JSON.parse(printed);
});

const MIGRATED = {
  app: "2 migrations",
  security: "2 migrations",
  tables: ["app.flyway_schema_history", "app.orders", "app.whoami", "security.accounts", "security.flyway_schema_history", "security.whoami"],
} as const;

test("two services that migrate at the same time each find their own schema, past the pooler", () => {
  expect(report.directMigrations).toEqual(MIGRATED);
});

test("their SET search_path stays with them through the pooler too", () => {
  expect(report.pooledMigrations).toEqual(MIGRATED);
});

test("a session's lock keeps others out past the pooler only: this is why migrations have a URL of their own", () => {
  expect({ direct: report.directLockGrantedTwice, pooled: report.pooledLockGrantedTwice }).toEqual({ direct: false, pooled: true });
});

describe.each([
  ["by SET on connecting", "SET_ON_CONNECT"],
  ["by currentSchema in the URL", "STARTUP_PARAMETER"],
  ["by the pool's schema property", "JDBC_SCHEMA"],
] as const)("two services with 20 connections each that choose their schema %s", (_how, way) => {
  test("never see each other's path or tables, although they share their server connections", () => {
    expect(report[way]).toMatchObject({ transactions: 1000, errors: [], strayPaths: [], strayRows: [] });
    expect(report[way].sharedBackends).toBeGreaterThan(10); // of the pool's 25
  });

  test("work with statements that the server has prepared", () => {
    expect(report[way].preparedOnOneBackend).toBeGreaterThan(3);
  });
});

test("services that log in by roles of their own share no server connection", () => {
  expect(report.OWN_ROLES).toMatchObject({ transactions: 1000, errors: [], strayPaths: [], strayRows: [], sharedBackends: 0 });
});

leavesNothingBehind(async () => ({
  tables: await execute(["psql-admin", "-At", "-c", "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"]),
  locks: await execute(["psql-admin", "-At", "-c", "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"]),
}));
