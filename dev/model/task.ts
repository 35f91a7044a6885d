import type { Text } from "./text.ts";

/** A login role that owns a schema of its own; the Kotlin services have one each. */
export interface SchemaRole<T = Text> {
  /** Name of the role and of the schema: `"$user"` in the default search_path then finds it, also behind the pooler. */
  readonly name: string;
  readonly password: T;
}

export interface Database<T = Text> {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly schemas: readonly SchemaRole<T>[];
}

export interface Topic {
  readonly name: string;
  readonly partitions: number;
  /** Topic-level configuration by Kafka's own names, for example `{ "retention.ms": "60000" }`. */
  readonly configs: Readonly<Record<string, string>>;
}

export interface Bucket {
  readonly name: string;
  readonly versioning: boolean;
  /** `public-read`: anybody may GET objects, nobody may list. */
  readonly access: "private" | "public-read";
}

/** What a one-shot does. Each is idempotent: it makes what is missing, and leaves what is there. */
export type TaskAction<T = Text> =
  /** Makes the RSA-4096 pair if the instance has none. */
  | { readonly kind: "make-jwt-keys" }
  /** Writes every key pair of the instance below `path` (KV v2), each only if absent. */
  | { readonly kind: "vault-jwt-keys"; readonly endpoint: string; readonly token: T; readonly mount: string; readonly path: string }
  | {
      readonly kind: "postgres-databases";
      readonly endpoint: string;
      readonly superuser: string;
      readonly superuserPassword: T;
      /** Login role that owns every database. */
      readonly owner: string;
      /** Login role that may read every statistic of the server, and nothing else. */
      readonly monitor: { readonly name: string; readonly password: T };
      /** Login role that the pooler asks with who may log in besides those that it knows: roles that tests have while they run. */
      readonly pooler: { readonly name: string; readonly password: T };
      readonly databases: readonly Database<T>[];
    }
  | { readonly kind: "kafka-topics"; readonly endpoint: string; readonly topics: readonly Topic[] }
  | {
      readonly kind: "s3-buckets";
      readonly endpoint: string;
      readonly accessKey: T;
      readonly secretKey: T;
      readonly buckets: readonly Bucket[];
    }
  /** Puts the public keys as a JWKS where anybody on this machine can GET them. */
  | {
      readonly kind: "publish-jwks";
      readonly endpoint: string;
      readonly accessKey: T;
      readonly secretKey: T;
      readonly bucket: string;
      readonly key: string;
    };
