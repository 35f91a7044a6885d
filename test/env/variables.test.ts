import { expect, test } from "vitest";
import type { ConnectionFacts } from "../../dev/env/connections.ts";
import { CONSUMERS } from "../../dev/model/consumer.ts";
import { variablesFor } from "../../dev/env/variables.ts";
import type { Credentials } from "../../dev/secrets/credentials.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";

const credentials = (values: Readonly<Record<string, string>>): Credentials => ({ values: new Map(Object.entries(values)), fingerprint: () => "" });

const SECRETS = {
  "postgres.owner": "owner-secret",
  "postgres.app": "app-secret",
  "postgres.superuser": "superuser-secret",
  "vault.root": "vault-token",
  "minio.access-key": "minio-access",
  "minio.secret-key": "minio-secret",
} as const;

/** Everything is up, on ports that nobody could guess. */
const PORTS: Readonly<Record<string, number>> = {
  "postgres.sql": 15432,
  "pgbouncer.sql": 16432,
  "kafka.broker": 19092,
  "vault.api": 18200,
  "minio.s3": 19000,
  "minio.console": 19001,
};

const JWT: ConnectionFacts["jwt"] = { kid: "default", publicPem: "PUBLIC\nPEM\n", privatePem: "PRIVATE\nPEM\n", publicPath: "/w/jwt/default.public.pem", privatePath: "/w/jwt/default.private.pem" };

const facts = (over: Partial<ConnectionFacts> = {}): ConnectionFacts => ({
  settings: DEFAULT_SETTINGS,
  ports: new Map(Object.entries(PORTS)),
  credentials: credentials(SECRETS),
  jwt: JWT,
  role: { user: "neotool", credential: "postgres.owner" },
  ...over,
});

const without = (...services: readonly string[]) => facts({ ports: new Map(Object.entries(PORTS).filter(([key]) => !services.some((service) => key.startsWith(`${service}.`)))) });

const env = (consumer?: (typeof CONSUMERS)[number], of = facts()) => Object.fromEntries(variablesFor(of, consumer));

test("a Kotlin service gets every variable that it reads, with the values of this instance", () => {
  expect(env("kotlin")).toEqual({
    MICRONAUT_ENVIRONMENTS: "dev",
    POSTGRES_HOST: "localhost",
    POSTGRES_PORT: "16432",
    POSTGRES_DB: "neotool_db",
    POSTGRES_USER: "neotool",
    POSTGRES_PASSWORD: "owner-secret",
    DATABASE_URL: "postgresql://neotool:owner-secret@localhost:16432/neotool_db",
    POSTGRES_DIRECT_HOST: "localhost",
    POSTGRES_DIRECT_PORT: "15432",
    DATABASE_DIRECT_URL: "postgresql://neotool:owner-secret@localhost:15432/neotool_db",
    FLYWAY_URL: "jdbc:postgresql://localhost:15432/neotool_db",
    FLYWAY_USER: "neotool",
    FLYWAY_PASSWORD: "owner-secret",
    KAFKA_BROKERS: "localhost:19092",
    KAFKA_BOOTSTRAP_SERVERS: "localhost:19092",
    VAULT_ENABLED: "true",
    VAULT_ADDRESS: "http://localhost:18200",
    VAULT_ADDR: "http://localhost:18200",
    VAULT_TOKEN: "vault-token",
    VAULT_SECRET_PATH: "secret/jwt/keys",
    VAULT_ENGINE_VERSION: "2",
    JWT_ALGORITHM: "RS256",
    JWT_KEY_ID: "default",
    JWT_JWKS_URL: "http://localhost:19000/neotool-jwks/jwks.json",
    JWT_PUBLIC_KEY_PATH: "/w/jwt/default.public.pem",
    JWT_PRIVATE_KEY_PATH: "/w/jwt/default.private.pem",
    JWT_PUBLIC_KEY: "PUBLIC\nPEM\n",
    JWT_PRIVATE_KEY: "PRIVATE\nPEM\n",
    STORAGE_HOSTNAME: "localhost",
    STORAGE_PORT: "19000",
    STORAGE_REGION: "us-east-1",
    STORAGE_ACCESS_KEY: "minio-access",
    STORAGE_SECRET: "minio-secret",
    STORAGE_PUBLIC_BUCKET: "neotool-assets-public",
    STORAGE_PRIVATE_BUCKET: "neotool-assets-private",
    STORAGE_USE_HTTPS: "false",
    STORAGE_FORCE_PATH_STYLE: "true",
    GRAPHQL_ENDPOINT: "http://localhost:4000/graphql",
    GRAPHQL_ROUTER_URL: "http://localhost:4000/graphql",
    UNLEASH_URL: "http://localhost:4242/api",
    UNLEASH_API_TOKEN: "default:development.unleash-insecure-api-token",
    SMTP_HOST: "localhost",
    SMTP_PORT: "1025",
    SMTP_USERNAME: "",
    SMTP_PASSWORD: "",
    SMTP_FROM: "noreply@neotool.local",
    SMTP_USE_TLS: "false",
  });
});

test("the front end and the router get what they read, and no secret of the stack's", () => {
  expect(env("next")).toEqual({
    GRAPHQL_ENDPOINT: "http://localhost:4000/graphql",
    GRAPHQL_ROUTER_URL: "http://localhost:4000/graphql",
    JWT_JWKS_URL: "http://localhost:19000/neotool-jwks/jwks.json",
    UNLEASH_URL: "http://localhost:4242/api",
    UNLEASH_API_TOKEN: "default:development.unleash-insecure-api-token",
  });
  expect(env("router")).toEqual({ JWT_JWKS_URL: "http://localhost:19000/neotool-jwks/jwks.json", APOLLO_TELEMETRY_DISABLED: "true" });
});

test("a database tool gets the pooled address, and the direct one for migrations", () => {
  expect(env("jdbc")).toEqual({
    JDBC_URL: "jdbc:postgresql://localhost:16432/neotool_db",
    JDBC_USER: "neotool",
    JDBC_PASSWORD: "owner-secret",
    JDBC_DIRECT_URL: "jdbc:postgresql://localhost:15432/neotool_db",
  });
});

test("without a consumer one gets everything that any of them reads", () => {
  const all = env();
  for (const consumer of CONSUMERS) expect(all).toMatchObject(env(consumer));
});

test("nobody is given the superuser's password or the console's port", () => {
  expect(Object.values(env()).join("\n")).not.toMatch(/superuser-secret|19001/);
});

test("a schema's role takes the owner's place everywhere, with its own password", () => {
  const { POSTGRES_USER, POSTGRES_PASSWORD, DATABASE_URL, DATABASE_DIRECT_URL, FLYWAY_USER, JDBC_USER, JDBC_PASSWORD } = env(undefined, facts({ role: { user: "app", credential: "postgres.app" } }));
  expect([POSTGRES_USER, POSTGRES_PASSWORD, FLYWAY_USER, JDBC_USER, JDBC_PASSWORD]).toEqual(["app", "app-secret", "app", "app", "app-secret"]);
  expect([DATABASE_URL, DATABASE_DIRECT_URL]).toEqual(["postgresql://app:app-secret@localhost:16432/neotool_db", "postgresql://app:app-secret@localhost:15432/neotool_db"]);
});

test("a password that means something in a URI is written so that it does not", () => {
  const { DATABASE_URL = "", POSTGRES_PASSWORD } = env("kotlin", facts({ credentials: credentials({ ...SECRETS, "postgres.owner": "p@ss/w:rd" }) }));
  expect(POSTGRES_PASSWORD).toBe("p@ss/w:rd");
  expect(decodeURIComponent(new URL(DATABASE_URL).password)).toBe("p@ss/w:rd");
});

test("without the pooler, applications get the server itself", () => {
  const { POSTGRES_PORT, POSTGRES_DIRECT_PORT, JDBC_URL } = env(undefined, without("pgbouncer"));
  expect([POSTGRES_PORT, POSTGRES_DIRECT_PORT, JDBC_URL]).toEqual(["15432", "15432", "jdbc:postgresql://localhost:15432/neotool_db"]);
});

const keysLike = (pattern: RegExp, of: ConnectionFacts) => Object.keys(env(undefined, of)).filter((key) => pattern.test(key));

test("of services that are not up nothing is said, rather than something wrong", () => {
  expect(keysLike(/^(POSTGRES|DATABASE|FLYWAY|JDBC)_/, without("postgres", "pgbouncer"))).toEqual([]);
  expect(keysLike(/^KAFKA_/, without("kafka"))).toEqual([]);
  expect(keysLike(/^STORAGE_|JWKS/, without("minio"))).toEqual([]);
});

test("an application is told when there is no Vault, because it would look for one", () => {
  const { VAULT_ENABLED, VAULT_TOKEN, JWT_PRIVATE_KEY_PATH } = env("kotlin", without("vault"));
  expect({ VAULT_ENABLED, VAULT_TOKEN, JWT_PRIVATE_KEY_PATH }).toEqual({ VAULT_ENABLED: "false", VAULT_TOKEN: undefined, JWT_PRIVATE_KEY_PATH: "/w/jwt/default.private.pem" });
});

test("without keys nothing is said of them", () => {
  expect(keysLike(/^JWT_/, facts({ jwt: undefined }))).toEqual([]);
});

test("after a rotation the key id is the new one", () => {
  expect(env("kotlin", facts({ jwt: JWT && { ...JWT, kid: "default-2" } })).JWT_KEY_ID).toBe("default-2");
});

test("a project's own buckets, database and secret path are what its applications are told", () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    postgres: { ...DEFAULT_SETTINGS.postgres, database: "shop" },
    minio: { ...DEFAULT_SETTINGS.minio, buckets: { docs: { versioning: false, access: "private" as const } } },
    jwt: { ...DEFAULT_SETTINGS.jwt, path: "auth/keys" },
  };
  const { POSTGRES_DB, STORAGE_PRIVATE_BUCKET, VAULT_SECRET_PATH, ...rest } = env("kotlin", facts({ settings }));
  expect({ POSTGRES_DB, STORAGE_PRIVATE_BUCKET, VAULT_SECRET_PATH }).toEqual({ POSTGRES_DB: "shop", STORAGE_PRIVATE_BUCKET: "docs", VAULT_SECRET_PATH: "secret/auth/keys" });
  expect(rest).not.toHaveProperty("STORAGE_PUBLIC_BUCKET");
});

const withFlagsAndMail = (): ConnectionFacts =>
  facts({
    ports: new Map(Object.entries({ ...PORTS, "unleash.http": 14242, "mail.smtp": 11025, "mail.http": 18025 })),
    credentials: credentials({ ...SECRETS, "unleash.backend-token": "backend", "unleash.frontend-token": "frontend", "unleash.admin-token": "administrator", "unleash.admin": "password-of-admin" }),
  });

test("where the stack has Unleash, applications get its address and a token that is theirs, and pages one of their own", () => {
  expect(env("kotlin", withFlagsAndMail())).toMatchObject({ UNLEASH_URL: "http://localhost:14242/api", UNLEASH_API_TOKEN: "default:development.backend" });
  expect(env("next", withFlagsAndMail())).toMatchObject({
    UNLEASH_URL: "http://localhost:14242/api",
    UNLEASH_SERVER_API_URL: "http://localhost:14242/api",
    UNLEASH_SERVER_API_TOKEN: "default:development.backend",
    NEXT_PUBLIC_UNLEASH_FRONTEND_API_URL: "http://localhost:14242/api/frontend",
    NEXT_PUBLIC_UNLEASH_FRONTEND_API_TOKEN: "default:development.frontend",
  });
});

test("who changes flags is told how by the whole environment alone: no application gets the administrator's password or token", () => {
  expect(env(undefined, withFlagsAndMail())).toMatchObject({ UNLEASH_ADMIN_USERNAME: "admin", UNLEASH_ADMIN_PASSWORD: "password-of-admin", UNLEASH_ADMIN_TOKEN: "*:*.administrator" });
  for (const consumer of CONSUMERS) expect(JSON.stringify(env(consumer, withFlagsAndMail()))).not.toContain("admin");
});

test("mail goes to the stack's own server, wherever that listens", () => {
  expect(env("kotlin", withFlagsAndMail())).toMatchObject({ SMTP_HOST: "localhost", SMTP_PORT: "11025", SMTP_USE_TLS: "false" });
});
