import type { Credentials } from "../secrets/credentials.ts";
import type { Settings } from "../stacks/settings.ts";
import type { PostgresConnection } from "./connection-types.ts";

/** What the environment of a consumer is made from. */
export interface ConnectionFacts {
  readonly settings: Settings;
  /** Host port by `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  readonly credentials: Credentials;
  /** The key that signs; `undefined` where the instance was brought up without Vault and MinIO, which ask for it. */
  readonly jwt: { readonly kid: string; readonly publicPem: string; readonly privatePem: string; readonly publicPath: string; readonly privatePath: string } | undefined;
  /** The Postgres role: the owner, or one of the schema roles. */
  readonly role: { readonly user: string; readonly credential: string };
}

/** Published on 127.0.0.1 only; nobody else has the port on ::1 either, so the name that people know is safe. */
export const HOST = "localhost";

export const portOf = ({ ports }: ConnectionFacts, key: string): number | undefined => ports.get(key);

export const secretOf = ({ credentials }: ConnectionFacts, name: string): string => credentials.values.get(name) ?? "";

/** By the pooler, or straight to the server (migrations: session state does not survive transaction pooling). */
export const postgresConnection = (facts: ConnectionFacts, by: "pgbouncer" | "postgres"): PostgresConnection | undefined => {
  const port = portOf(facts, `${by}.sql`);
  if (port === undefined) return undefined;
  const { database } = facts.settings.postgres;
  const { user: username, credential } = facts.role;
  const password = secretOf(facts, credential);
  return {
    host: HOST,
    port,
    database,
    username,
    password,
    uri: `postgresql://${encodeURIComponent(username)}:${encodeURIComponent(password)}@${HOST}:${port}/${database}`,
    jdbc: `jdbc:postgresql://${HOST}:${port}/${database}`,
  };
};
