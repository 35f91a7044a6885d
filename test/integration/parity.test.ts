import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { envelope, neotool, projectRoot } from "../support/cli.ts";
import { execute, variable } from "../support/services.ts";

const { env, workingCopy } = inject("stack");
const MANIFESTS = join(projectRoot, "test/parity/production");

interface Report {
  readonly live: boolean;
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly verdict: string; readonly local: { readonly value: string; readonly source: string | null }; readonly production: { readonly value: string } }[];
}

const parity = async (...args: readonly string[]) => {
  const result = await neotool(["parity", MANIFESTS, "--json", ...args], { cwd: workingCopy });
  return { ...envelope<Report>(result).data, warnings: envelope(result).warnings, exitCode: result.exitCode };
};

type Findings = Report["findings"];

/** What is about the services themselves, unexplained: not what this machine's images and this test's project are. */
const drift = (findings: Findings): readonly string[] =>
  findings.filter(({ verdict, severity, id }) => verdict === "drift" && severity !== "info" && !/\/image\/|exporter|end-of-life/.test(id)).map(({ id, local, production }) => `${id}: ${local.value} | ${production.value}`);

const find = (findings: Findings, id: string) => findings.find((one) => one.id === id);

test("what runs is asked, every service of it, and differs from production in what the config says", async () => {
  const { live, warnings, findings, exitCode } = await parity();
  expect([live, warnings, exitCode]).toEqual([true, [], 0]);
  expect(drift(findings)).toEqual([
    "kafka/topics/order.created: 3 partitions, retention.ms=3600000 | 3 partitions, retention.ms=604800000",
    "minio/s3/versioning.neotool-assets-private: bucket neotool-assets-private keeps versions | abc.r2.cloudflarestorage.com",
  ]);
  expect(find(findings, "kafka/topics/order.created")?.local.source).toBe("DescribeConfigs");
});

test("--static compares the definitions and asks nobody", async () => {
  const { live, findings } = await parity("--static");
  expect(live).toBe(false);
  expect(find(findings, "kafka/topics/order.created")?.local.source).toMatch(/^neotool\.config\.ts:\d+$/);
});

test("what somebody changed behind the definitions' back is seen, with the question that showed it", async () => {
  const sql = (...commands: readonly string[]) => execute(["psql-admin", ...commands.flatMap((command) => ["-c", command])]);
  const broker = (change: readonly string[]) => execute(["kafka-configs", "--alter", "--entity-type", "brokers", "--entity-default", ...change]);
  const restore = async () => {
    await sql("ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()", "DROP EXTENSION IF EXISTS hstore");
    await broker(["--delete-config", "message.max.bytes"]);
    await execute(["pgbouncer-console", "-c", "SET query_timeout = 0"]);
    await execute(["vault", "secrets", "disable", "extra"]);
  };
  try {
    await sql("ALTER SYSTEM SET statement_timeout = '5s'", "SELECT pg_reload_conf()", "CREATE EXTENSION IF NOT EXISTS hstore");
    await broker(["--add-config", "message.max.bytes=2097152"]);
    await execute(["pgbouncer-console", "-c", "SET query_timeout = 7"]);
    await execute(["vault", "secrets", "enable", "-path=extra", "kv"]);
    const { findings, warnings } = await parity();
    expect(warnings).toEqual([]);
    const seen = ["postgres/settings/statement_timeout", "postgres/settings/extensions", "kafka/settings/message.max.bytes", "pgbouncer/settings/query_timeout", "vault/settings/mounts"].map((id) => {
      const one = find(findings, id);
      return [id, one?.verdict, one?.severity, one?.local.value, one?.local.source];
    });
    expect(seen).toEqual([
      ["postgres/settings/statement_timeout", "drift", "warning", "5s", "pg_settings"],
      ["postgres/settings/extensions", "drift", "error", "citext,hstore,pg_stat_statements,pg_trgm,pgcrypto,uuid-ossp", "pg_settings"],
      ["kafka/settings/message.max.bytes", "drift", "error", "2097152", "DescribeConfigs"],
      ["pgbouncer/settings/query_timeout", "drift", "warning", "7", "SHOW CONFIG"],
      ["vault/settings/mounts", "drift", "error", "extra:kv-1,secret:kv-2", "Vault's sys/"],
    ]);
  } finally {
    await restore();
  }
  expect(drift((await parity()).findings).length).toBe(2);
});

test("no secret of the instance is in a report", async () => {
  for (const args of [["--json"], ["--all"], ["--format", "sarif"]]) {
    const { stdout } = await neotool(["parity", MANIFESTS, ...args], { cwd: workingCopy });
    for (const name of ["POSTGRES_PASSWORD", "VAULT_TOKEN", "STORAGE_SECRET"]) expect(stdout).not.toContain(variable(env, name));
  }
});
