import type { Known, Origin } from "./known.ts";

/** How a value of the environment is given. */
export type EnvValue = { readonly kind: "literal"; readonly text: string } | { readonly kind: "secret" } | { readonly kind: "computed" };

export interface Mount {
  readonly path: string;
  /** `data`: survives the pod. */
  readonly kind: "data" | "temporary" | "config" | "host";
  /** As it is written, where a size is asked for. */
  readonly size: Known | undefined;
}

export interface Port {
  readonly number: number;
  /** `container`: where the program listens. `service`: at which port of its name it is called. */
  readonly at: "container" | "service";
}

export type Question =
  | { readonly kind: "exec"; readonly command: readonly string[] }
  | { readonly kind: "http"; readonly path: string; readonly port: string }
  | { readonly kind: "tcp"; readonly port: string }
  | { readonly kind: "grpc"; readonly port: string };

export interface ProbeFact {
  readonly name: "readiness" | "liveness" | "startup" | "health check";
  readonly question: Question;
}

export const RESOURCES = ["memory-limit", "memory-request", "cpu-limit", "cpu-request"] as const;
export type Resource = (typeof RESOURCES)[number];

/** What a pod may not do, in the words of a security context. `undefined`: it is not said. */
export interface Security {
  readonly runAsNonRoot?: Known | undefined;
  readonly runAsUser?: Known | undefined;
  readonly readOnlyRootFilesystem?: Known | undefined;
  readonly allowPrivilegeEscalation?: Known | undefined;
  readonly privileged?: Known | undefined;
  /** Sorted, separated by commas. */
  readonly droppedCapabilities?: Known | undefined;
  readonly addedCapabilities?: Known | undefined;
}

/**
 * One running program, in the same shape whoever runs it: a service of ours, a container of a pod, a Compose service.
 * Holds no secret: of those only keys are known.
 */
export interface Workload {
  readonly name: string;
  /** Of production: `StatefulSet`, `Deployment`, …; ours: `service` or `application`. */
  readonly kind: string;
  readonly origin: Origin;
  readonly namespace: Known | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: Known | undefined;
  /** Content digests of the image that really runs; none where nothing does, or where it was never pulled. @default none */
  readonly digests?: readonly string[];
  /** Entrypoint and arguments, in order. */
  readonly command: readonly Known[];
  readonly env: ReadonlyMap<string, Known<EnvValue>>;
  /** By path in the container. */
  readonly files: ReadonlyMap<string, Known>;
  /** Whether there may be variables that nobody can see: then silence says nothing. */
  readonly openEnv: boolean;
  /** The same of files: a Secret that is mounted may hold a configuration, or just a password. */
  readonly openFiles: boolean;
  readonly mounts: readonly Known<Mount>[];
  readonly ports: readonly Known<Port>[];
  /** Names by which neighbours call it. */
  readonly addresses: readonly Known[];
  readonly probes: readonly Known<ProbeFact>[];
  readonly resources: Partial<Readonly<Record<Resource, Known>>>;
  readonly security: Security;
  readonly replicas: Known<number> | undefined;
  /** Cron's five fields. */
  readonly schedule: Known | undefined;
}

export const textOf = (value: EnvValue | undefined): string | undefined => (value?.kind === "literal" ? value.text : undefined);

/** Names of variables whose values nobody may read in a report. */
const SECRET = /PASS(WORD|WD)?|SECRET(?!_PATH|_NAME|S_PATH)|TOKEN|PRIVATE|CREDENTIAL|(^|_)(API|ACCESS)_?KEY|CONNECTION_STRING|_DSN$/i;
export const isSecretName = (name: string): boolean => SECRET.test(name) && !/_(FILE|PATH|URL|TTL|ID)$/i.test(name);
