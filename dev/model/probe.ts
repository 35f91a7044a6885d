import type { Text } from "./text.ts";

/**
 * One readiness question, asked from the host over the service's own protocol. Image health checks are not used: their
 * intervals add up, `pg_isready` says yes while init scripts run, and docker-proxy accepts before anybody listens.
 */
export type Probe<T = Text> =
  /** Log in and `SELECT 1`. */
  | { readonly kind: "sql"; readonly endpoint: string; readonly database: string; readonly user: string; readonly password: T }
  /** GET answers with one of these status codes. */
  | { readonly kind: "http"; readonly endpoint: string; readonly path: string; readonly status: readonly number[] }
  /** The broker that we reach names itself, under the address that we reached, in its metadata. */
  | { readonly kind: "kafka-metadata"; readonly endpoint: string }
  /** A signed ListBuckets is answered, and the buckets' settings have been read. */
  | { readonly kind: "s3"; readonly endpoint: string; readonly accessKey: T; readonly secretKey: T };

/** How a program on this machine is asked: by its supervisor, which stays small and speaks no store's protocol. */
export type ProgramProbe =
  | { readonly kind: "http"; readonly endpoint: string; readonly path: string; readonly status: readonly number[] }
  /** It accepts a connection. */
  | { readonly kind: "tcp"; readonly endpoint: string };

/** A probe's answer. `reason` says what was still wrong, in a few words. */
export type Verdict =
  | { readonly ready: true }
  | {
      readonly ready: false;
      readonly reason: string;
      /** The service runs but refuses our credentials: waiting will not help, setting them right may. @default false */
      readonly refused?: boolean;
    };
