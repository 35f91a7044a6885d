import { parseEnv } from "node:util";
import { execa } from "execa";
import { expect, inject, test } from "vitest";
import { envelope, neotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { environment, SERVICES, variable, type Environment } from "../support/services.ts";
import { openSql, sqlValue } from "../support/sql.ts";

const { workingCopy } = inject("stack");

const printed = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await neotool(["env", ...args], { cwd: workingCopy });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout;
};

/** The environment that a POSIX shell has after it evaluated what we print. */
const evaluatedBySh = async (script: string): Promise<Environment> => {
  const show = `"${process.execPath}" -e 'process.stdout.write(JSON.stringify(process.env))'`;
  const { stdout } = await execa("sh", ["-eu", "-c", `eval "$NEOTOOL_SCRIPT"; unset NEOTOOL_SCRIPT; ${show}`], { env: { NEOTOOL_SCRIPT: script }, extendEnv: false });
  const { PWD: _pwd, SHLVL: _depth, _: _last, OLDPWD: _old, ...rest }: Environment = JSON.parse(stdout);
  return rest;
};

test("the shell format gives a shell the very values of the JSON, keys with line breaks included", async () => {
  const [script, json] = [await printed("--format", "shell"), await environment()];
  const evaluated = await evaluatedBySh(script);
  expect(evaluated).toEqual(json);
  expect(await sqlValue(variable(evaluated, "DATABASE_URL"), "SELECT 1")).toBe(1);
  expect(await sqlValue(variable(evaluated, "DATABASE_DIRECT_URL"), "SELECT 1")).toBe(1);
});

test("the dotenv format is read back by Node's own reader", async () => {
  expect(parseEnv(await printed())).toEqual(await environment());
});

test("the single values of Postgres make the same connection as its URL", async () => {
  const env = await environment();
  await using sql = await openSql({
    host: variable(env, "POSTGRES_HOST"),
    port: Number(env.POSTGRES_PORT),
    database: variable(env, "POSTGRES_DB"),
    user: variable(env, "POSTGRES_USER"),
    password: variable(env, "POSTGRES_PASSWORD"),
  });
  expect(await sql.value("SELECT current_user || '@' || current_database()")).toBe("neotool@neotool_db");
  expect(env.FLYWAY_URL).toBe(`jdbc:postgresql://localhost:${env.POSTGRES_DIRECT_PORT}/neotool_db`);
  expect(env.KAFKA_BOOTSTRAP_SERVERS).toBe(env.KAFKA_BROKERS);
});

test("each consumer gets what it reads and no more: a front end gets no secret", async () => {
  expect(Object.keys(await environment("--for", "next"))).toEqual(["GRAPHQL_ENDPOINT", "GRAPHQL_ROUTER_URL", "JWT_JWKS_URL", "UNLEASH_URL", "UNLEASH_API_TOKEN"]);
  expect(Object.keys(await environment("--for", "router"))).toEqual(["JWT_JWKS_URL", "APOLLO_TELEMETRY_DISABLED"]);
  expect(Object.keys(await environment("--for", "jdbc"))).toEqual(["JDBC_URL", "JDBC_USER", "JDBC_PASSWORD", "JDBC_DIRECT_URL"]);
  expect(await environment("--for", "kotlin")).toMatchObject({ MICRONAUT_ENVIRONMENTS: "dev", VAULT_ENABLED: "true", STORAGE_FORCE_PATH_STYLE: "true", JWT_ALGORITHM: "RS256" });
});

test("a role gives the login of that service, with a password of its own", async () => {
  const roles = await Promise.all(SERVICES.map((service) => environment("--role", service)));
  expect(roles.map(({ POSTGRES_USER, FLYWAY_USER, JDBC_USER }) => [POSTGRES_USER, FLYWAY_USER, JDBC_USER])).toEqual(SERVICES.map((service) => [service, service, service]));
  expect(new Set(roles.map(({ POSTGRES_PASSWORD }) => POSTGRES_PASSWORD)).size).toBe(SERVICES.length);
});

test("an unknown role or consumer is a usage error that says what there is", async () => {
  expect(await neotool(["env", "--role", "secruity"], { cwd: workingCopy })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no role "secruity"; did you mean "security"?') });
  expect(await neotool(["env", "--for", "python"], { cwd: workingCopy })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("kotlin, next, router, jdbc") });
});

test("the envelope holds the same variables", async () => {
  expect(envelope(await neotool(["env", "--json"], { cwd: workingCopy })).data).toEqual(await environment());
});

leavesNothingBehind(async () => []);
