/** How the supervisor asks whether a program serves. */
export type Question = { readonly kind: "http"; readonly port: number; readonly path: string; readonly status: readonly number[] } | { readonly kind: "tcp"; readonly port: number };

/** What the supervisor needs to run one program. Holds secrets: it goes over the socket and is written nowhere. */
export interface AppSpec {
  readonly name: string;
  /** Unique for each deliberate start: in the environment of all that comes of it. */
  readonly mark: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** `undefined`: it is ready when it has run for a moment. */
  readonly question: Question | undefined;
  /** By endpoint. */
  readonly ports: Readonly<Record<string, number>>;
  readonly restart: "on-failure" | "always" | "never";
  /** Globs below `cwd`; a change starts it anew. */
  readonly watch: readonly string[];
  readonly graceMs: number;
  readonly hash: string;
  /** JSON: what the hash was made of. */
  readonly fields: string;
}

/**
 * `starting`: runs, and was not ready yet. `waiting`: ended, and is started again at `retryAt`. `failed`: ended, and is not.
 */
export type AppPhase = "starting" | "ready" | "stopping" | "waiting" | "stopped" | "failed";

/** What everybody may read about one program. Times are ISO 8601. */
export interface AppState {
  readonly name: string;
  readonly phase: AppPhase;
  readonly mark: string;
  readonly hash: string;
  readonly fields: string;
  /** By endpoint. */
  readonly ports: Readonly<Record<string, number>>;
  /** Leader of its process group; what identifies it beside the number, so that a later process is not taken for it. */
  readonly process: { readonly pid: number; readonly startedAt: string } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it is where it is, in words; `null` when all is well. */
  readonly reason: string | null;
  /** Since it was started on purpose. */
  readonly restarts: number;
  readonly retryAt: string | null;
  readonly graceMs: number;
  /** Lines that could not be written. */
  readonly lostLines: number;
}

/** The file that the supervisor keeps. */
export interface SupervisorState {
  readonly schemaVersion: 1;
  readonly supervisor: { readonly pid: number; readonly startedAt: string };
  readonly socket: string;
  readonly apps: readonly AppState[];
}

/** One line over the socket, answered by one line. */
export type SupervisorRequest =
  | { readonly kind: "start"; readonly spec: AppSpec }
  /** Where logs are sent to from now on: Loki's URL. */
  | { readonly kind: "ship"; readonly to: string | null }
  | { readonly kind: "stop"; readonly name: string; readonly grace: "own" | "none" }
  | { readonly kind: "remove"; readonly name: string };

export type SupervisorAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };
