import type { TaskAction } from "../model/task.ts";
import type { Desired, DesiredContainer } from "../planner/desired.ts";
import type { Address } from "../probes/address.ts";
import { PGBOUNCER_ADMIN } from "../stacks/services/pgbouncer.ts";

type ActionOf<K extends TaskAction<string>["kind"]> = Extract<TaskAction<string>, { kind: K }>;

/** The server itself, not the pooler. */
export interface PostgresStore {
  readonly address: Address;
  /** What the definition says must be there, with who may make it. */
  readonly action: ActionOf<"postgres-databases">;
  /** The admin console of the pooler before it; `undefined` where it does not run. */
  readonly pooler: { readonly address: Address; readonly user: string; readonly password: string } | undefined;
}

export interface KafkaStore {
  readonly address: Address;
  readonly action: ActionOf<"kafka-topics">;
}

export interface MinioStore {
  readonly address: Address;
  readonly action: ActionOf<"s3-buckets">;
  /** The document that the instance itself keeps there. */
  readonly jwks: { readonly bucket: string; readonly key: string };
}

export interface VaultStore {
  readonly address: Address;
  /** Its `mount` and `path` are where the JWT keys are. */
  readonly action: ActionOf<"vault-jwt-keys">;
}

/** How this process gets at what the services of an instance keep; each `undefined` where the service does not run. Holds secrets. */
export interface Stores {
  readonly postgres: PostgresStore | undefined;
  readonly kafka: KafkaStore | undefined;
  readonly minio: MinioStore | undefined;
  readonly vault: VaultStore | undefined;
}

const containerOf = (desired: Desired, name: string): DesiredContainer | undefined => {
  const service = desired.get(name);
  return service?.kind === "container" ? service : undefined;
};

const addressOf = (desired: Desired, name: string, endpoint: string): Address | undefined => {
  const port = containerOf(desired, name)?.ports[endpoint];
  return port === undefined ? undefined : { host: "127.0.0.1", port };
};

const actionOf = <K extends TaskAction<string>["kind"]>(desired: Desired, kind: K): ActionOf<K> | undefined => {
  const isOfKind = (action: TaskAction<string>): action is ActionOf<K> => action.kind === kind;
  for (const { service } of desired.values()) if (service.kind === "task" && isOfKind(service.action)) return service.action;
  return undefined;
};

const poolerOf = (desired: Desired): PostgresStore["pooler"] => {
  const address = addressOf(desired, "pgbouncer", "sql");
  const password = containerOf(desired, "pgbouncer")?.service.tools?.["pgbouncer-console"]?.env?.PGPASSWORD;
  return address && password !== undefined ? { address, user: PGBOUNCER_ADMIN, password } : undefined;
};

/**
 * Pure. The stores of an instance, from what should be and by whom it is set up.
 *
 * @param desired Of the services that run, filled in.
 */
export const storesOf = (desired: Desired): Stores => {
  const [postgres, kafka, minio, vault] = [addressOf(desired, "postgres", "sql"), addressOf(desired, "kafka", "broker"), addressOf(desired, "minio", "s3"), addressOf(desired, "vault", "api")];
  const [databases, topics, buckets, jwks, keys] = [actionOf(desired, "postgres-databases"), actionOf(desired, "kafka-topics"), actionOf(desired, "s3-buckets"), actionOf(desired, "publish-jwks"), actionOf(desired, "vault-jwt-keys")];
  return {
    postgres: postgres && databases && { address: postgres, action: databases, pooler: poolerOf(desired) },
    kafka: kafka && topics && { address: kafka, action: topics },
    minio: minio && buckets && jwks && { address: minio, action: buckets, jwks: { bucket: jwks.bucket, key: jwks.key } },
    vault: vault && keys && { address: vault, action: keys },
  };
};
