import type { Consumer } from "../model/consumer.ts";
import { UNLEASH_ADMIN, UNLEASH_TOKENS } from "../stacks/services/unleash.ts";
import { HOST, portOf, postgresConnection, secretOf, type ConnectionFacts } from "./connections.ts";

/** Environment variables in the order in which they are printed. */
export type Variables = ReadonlyMap<string, string>;

type Entries = readonly (readonly [string, string])[];

/** Neotool's own ports on the host, where they are not of the stack; consumers are told where the others will be. */
const GATEWAY_PORT = 4000;
const UNLEASH_PORT = 4242;
/** Unleash's own documented token for development servers: public, worth nothing elsewhere. */
const UNLEASH_DEVELOPMENT_TOKEN = "default:development.unleash-insecure-api-token";
const SMTP_PORT = 1025;

/** MinIO serves the public keys; where it is left out, nobody does. */
const jwks = (facts: ConnectionFacts): Entries => {
  const { jwksBucket, jwksObject } = facts.settings.jwt;
  const port = portOf(facts, "minio.s3");
  return port === undefined ? [] : [["JWT_JWKS_URL", `http://${HOST}:${port}/${jwksBucket}/${jwksObject}`]];
};

const postgres = (facts: ConnectionFacts): Entries => {
  const direct = postgresConnection(facts, "postgres");
  const pooled = postgresConnection(facts, "pgbouncer") ?? direct;
  if (!pooled) return [];
  return [
    ["POSTGRES_HOST", pooled.host],
    ["POSTGRES_PORT", String(pooled.port)],
    ["POSTGRES_DB", pooled.database],
    ["POSTGRES_USER", pooled.username],
    ["POSTGRES_PASSWORD", pooled.password],
    ["DATABASE_URL", pooled.uri],
    // Migrations go past the pooler: a SET, an advisory lock or a temporary table would meet the next client.
    ...(direct
      ? ([
          ["POSTGRES_DIRECT_HOST", direct.host],
          ["POSTGRES_DIRECT_PORT", String(direct.port)],
          ["DATABASE_DIRECT_URL", direct.uri],
          ["FLYWAY_URL", direct.jdbc],
          ["FLYWAY_USER", direct.username],
          ["FLYWAY_PASSWORD", direct.password],
        ] as const)
      : []),
  ];
};

const jdbc = (facts: ConnectionFacts): Entries => {
  const direct = postgresConnection(facts, "postgres");
  const pooled = postgresConnection(facts, "pgbouncer") ?? direct;
  if (!pooled) return [];
  return [
    ["JDBC_URL", pooled.jdbc],
    ["JDBC_USER", pooled.username],
    ["JDBC_PASSWORD", pooled.password],
    ...(direct ? ([["JDBC_DIRECT_URL", direct.jdbc]] as const) : []),
  ];
};

const kafka = (facts: ConnectionFacts): Entries => {
  const port = portOf(facts, "kafka.broker");
  const brokers = `${HOST}:${port}`;
  // The first name is today's, the second that of older texts.
  return port === undefined ? [] : [["KAFKA_BROKERS", brokers], ["KAFKA_BOOTSTRAP_SERVERS", brokers]];
};

const vault = (facts: ConnectionFacts): Entries => {
  const port = portOf(facts, "vault.api");
  if (port === undefined) return [["VAULT_ENABLED", "false"]];
  const { mount, path } = facts.settings.jwt;
  return [
    ["VAULT_ENABLED", "true"],
    ["VAULT_ADDRESS", `http://${HOST}:${port}`],
    ["VAULT_ADDR", `http://${HOST}:${port}`],
    ["VAULT_TOKEN", secretOf(facts, "vault.root")],
    ["VAULT_SECRET_PATH", `${mount}/${path}`],
    ["VAULT_ENGINE_VERSION", "2"],
  ];
};

const jwt = ({ jwt: key, ...facts }: ConnectionFacts): Entries =>
  key === undefined
    ? []
    : [
        ["JWT_ALGORITHM", "RS256"],
        ["JWT_KEY_ID", key.kid],
        ...jwks({ jwt: key, ...facts }),
        ["JWT_PUBLIC_KEY_PATH", key.publicPath],
        ["JWT_PRIVATE_KEY_PATH", key.privatePath],
        ["JWT_PUBLIC_KEY", key.publicPem],
        ["JWT_PRIVATE_KEY", key.privatePem],
      ];

const storage = (facts: ConnectionFacts): Entries => {
  const port = portOf(facts, "minio.s3");
  if (port === undefined) return [];
  const { region, buckets } = facts.settings.minio;
  // A project without such a bucket gets no variable: an empty one would be taken for a name.
  const bucket = (key: string, access: "public-read" | "private"): Entries => {
    const [name] = Object.entries(buckets).find(([, one]) => one.access === access) ?? [];
    return name === undefined ? [] : [[key, name]];
  };
  return [
    ["STORAGE_HOSTNAME", HOST],
    ["STORAGE_PORT", String(port)],
    ["STORAGE_REGION", region],
    ["STORAGE_ACCESS_KEY", secretOf(facts, "minio.access-key")],
    ["STORAGE_SECRET", secretOf(facts, "minio.secret-key")],
    ...bucket("STORAGE_PUBLIC_BUCKET", "public-read"),
    ...bucket("STORAGE_PRIVATE_BUCKET", "private"),
    ["STORAGE_USE_HTTPS", "false"],
    ["STORAGE_FORCE_PATH_STYLE", "true"],
  ];
};

const web = (facts: ConnectionFacts): Entries => {
  const url = `http://${HOST}:${portOf(facts, "router.graphql") ?? GATEWAY_PORT}/graphql`;
  return [
    ["GRAPHQL_ENDPOINT", url],
    ["GRAPHQL_ROUTER_URL", url],
  ];
};

const unleashToken = (facts: ConnectionFacts, { credential, before }: (typeof UNLEASH_TOKENS)[keyof typeof UNLEASH_TOKENS]): string => `${before}${secretOf(facts, credential)}`;

/** Where the stack has no Unleash, somebody may have one of their own at its usual place. */
const flags = (facts: ConnectionFacts): Entries => {
  const port = portOf(facts, "unleash.http");
  return [
    ["UNLEASH_URL", `http://${HOST}:${port ?? UNLEASH_PORT}/api`],
    ["UNLEASH_API_TOKEN", port === undefined ? UNLEASH_DEVELOPMENT_TOKEN : unleashToken(facts, UNLEASH_TOKENS.backend)],
  ];
};

/** As Unleash's own package for Next.js asks for them; the last two go into pages. */
const flagsOfPages = (facts: ConnectionFacts): Entries => {
  const port = portOf(facts, "unleash.http");
  if (port === undefined) return [];
  return [
    ["UNLEASH_SERVER_API_URL", `http://${HOST}:${port}/api`],
    ["UNLEASH_SERVER_API_TOKEN", unleashToken(facts, UNLEASH_TOKENS.backend)],
    ["NEXT_PUBLIC_UNLEASH_FRONTEND_API_URL", `http://${HOST}:${port}/api/frontend`],
    ["NEXT_PUBLIC_UNLEASH_FRONTEND_API_TOKEN", unleashToken(facts, UNLEASH_TOKENS.frontend)],
  ];
};

/** For people and scripts that change flags: no application needs it. */
const flagsOfAdministrators = (facts: ConnectionFacts): Entries =>
  portOf(facts, "unleash.http") === undefined
    ? []
    : [
        ["UNLEASH_ADMIN_USERNAME", "admin"],
        ["UNLEASH_ADMIN_PASSWORD", secretOf(facts, UNLEASH_ADMIN)],
        ["UNLEASH_ADMIN_TOKEN", unleashToken(facts, UNLEASH_TOKENS.admin)],
      ];

const mail = (facts: ConnectionFacts): Entries => [
  ["SMTP_HOST", HOST],
  ["SMTP_PORT", String(portOf(facts, "mail.smtp") ?? SMTP_PORT)],
  ["SMTP_USERNAME", ""],
  ["SMTP_PASSWORD", ""],
  ["SMTP_FROM", "noreply@neotool.local"],
  ["SMTP_USE_TLS", "false"],
];

const kotlin = (facts: ConnectionFacts): Entries => [
  ["MICRONAUT_ENVIRONMENTS", "dev"],
  ...postgres(facts),
  ...kafka(facts),
  ...vault(facts),
  ...jwt(facts),
  ...storage(facts),
  ...web(facts),
  ...flags(facts),
  ...mail(facts),
];

const ENTRIES: Readonly<Record<Consumer, (facts: ConnectionFacts) => Entries>> = {
  kotlin,
  next: (facts) => [...web(facts), ...jwks(facts), ...flags(facts), ...flagsOfPages(facts)],
  router: (facts) => [...jwks(facts), ["APOLLO_TELEMETRY_DISABLED", "true"]],
  jdbc,
};

/** The environment of one consumer, or of all. Holds secrets. */
export const variablesFor = (facts: ConnectionFacts, consumer: Consumer | undefined): Variables =>
  new Map(consumer === undefined ? [...kotlin(facts), ...flagsOfPages(facts), ...flagsOfAdministrators(facts), ...jdbc(facts), ["APOLLO_TELEMETRY_DISABLED", "true"]] : ENTRIES[consumer](facts));
