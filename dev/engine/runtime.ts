import type { FoundImage } from "../images/present.ts";
import type { RuntimeId } from "../model/runtime.ts";
import type { DesiredContainer, ResolvedFile } from "../planner/desired.ts";
import type { ContainerState, Observed, ObservedContainer, ObservedContainers } from "../planner/observed.ts";
import type { JwtKeys } from "../secrets/jwt-keys.ts";
import type { LineLevel } from "./log-level.ts";
import type { Provisions } from "./provision.ts";

/** One act of a runtime, with the data that it needs. Doing it again after a crash is harmless. */
export type RuntimeOperation =
  | { readonly kind: "create-network" }
  | { readonly kind: "remove-network" }
  /** `publish`: host port by `service.endpoint`; `volumes`: what its services will ask for, by their names in the stack. Takes the place of one that is there. */
  | { readonly kind: "create-cluster"; readonly image: FoundImage; readonly publish: ReadonlyMap<string, number>; readonly volumes: readonly string[] }
  /** One that was stopped. Resolves when it answers. */
  | { readonly kind: "start-cluster" }
  | { readonly kind: "stop-cluster" }
  | { readonly kind: "remove-cluster" }
  | { readonly kind: "create-volume"; readonly volume: string }
  | { readonly kind: "remove-volume"; readonly volume: string }
  | { readonly kind: "create"; readonly desired: DesiredContainer; readonly image: FoundImage }
  | { readonly kind: "start"; readonly service: string }
  /** `own`: as its definition said when it was made. */
  | { readonly kind: "stop"; readonly service: string; readonly grace: "own" | "none" }
  | { readonly kind: "remove"; readonly service: string }
  /** It keeps what it has and does nothing, until it goes on. Where the runtime cannot stop one alone, all stand still. */
  | { readonly kind: "pause"; readonly service: string }
  | { readonly kind: "unpause"; readonly service: string }
  /** Shows all log files of the instance to a service that was made to read them. */
  | { readonly kind: "list-logs"; readonly service: string }
  /** Another text for a file of a running service that is `replaceable`: there in one moment, without a new start. */
  | { readonly kind: "put-file"; readonly service: string; readonly file: ResolvedFile }
  /** JWT keys that a service was given: a runtime that starts it again by itself writes them again. `token`: with which it lets them be written. */
  | { readonly kind: "keep-keys"; readonly desired: DesiredContainer; readonly token: string; readonly keys: JwtKeys };

/** How a service ended. */
export interface Exit {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/** What a runtime keeps of a service that it has made. Times are engine time, ISO 8601. */
export interface Description {
  readonly state: ContainerState;
  readonly createdAt: string;
  /** `null`: never. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** The runtime's own words about a start that it could not do; empty when it had none. */
  readonly engineError: string;
  readonly restarts: number;
  /** Hash of the definition that it was made from. */
  readonly hash: string;
  /** JSON: what the hash was made of; `undefined` where an earlier version made it. */
  readonly fields: string | undefined;
}

export interface LogLine {
  readonly service: string;
  readonly stream: "stdout" | "stderr";
  /** Engine time, ISO 8601. */
  readonly at: string;
  readonly text: string;
  /** Where whoever keeps the log knows it. @default what the text says */
  readonly level?: LineLevel;
}

export interface LogOptions {
  /** Last lines only. @default all */
  readonly tail?: number;
  /** ISO 8601 or seconds since 1970: nothing older. */
  readonly since?: string;
  /** ISO 8601 or seconds since 1970: nothing younger. */
  readonly until?: string;
  /** Goes on with what comes. @default false */
  readonly follow?: boolean;
}

/** What a service uses: one reading of the engine's, and what it says together with the one before. */
export interface Stats {
  /** Engine time, ISO 8601. */
  readonly at: string;
  /** Of one processor: 100 is a whole one. `null`, like the other rates, until there are two readings. */
  readonly cpuPercent: number | null;
  /** Without the page cache. */
  readonly memoryBytes: number;
  /** The machine's memory where a service has no limit of its own; `null` where the engine does not say. */
  readonly memoryLimitBytes: number | null;
  /** Bytes from and to other services and the host, over all its networks. */
  readonly receivedPerSecond: number | null;
  readonly sentPerSecond: number | null;
}

export interface ExecResult {
  readonly exitCode: number;
  /** Each by itself: the engine does not keep the order between them. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Something happened to a container of this instance, by whoever's hand. A moment: what is now so, `observe` says. */
export interface RuntimeChange {
  readonly service: string;
  readonly kind: "created" | "started" | "ended" | "out-of-memory" | "paused" | "resumed" | "removed";
}

/** A program to run inside a service. `env` may hold secrets; `command` must not: arguments are visible to everybody. */
export interface ExecRequest {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The terminal or pipes of whoever called. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** What every runtime must be able to do for one instance. It observes and obeys; it never decides. */
export interface Runtime {
  readonly id: RuntimeId;
  /** The image of a cluster's node; `undefined`: the runtime needs no cluster. */
  readonly clusterImage?: string;
  /** What stands still when a service is paused. */
  readonly pauses: "service" | "everything";
  /** The engine's container that a service is in: its own, or the node of its cluster. By name or id. */
  engineContainer(container: ObservedContainer): string;
  observe(signal: AbortSignal): Promise<Observed>;
  /** Only the containers: a sixth of the questions, for who changes nothing. */
  observeContainers(signal: AbortSignal): Promise<ObservedContainers>;
  apply(operation: RuntimeOperation, signal: AbortSignal): Promise<void>;
  /** What those that run were really given. Of programs on this machine there is none. */
  provisions(signal: AbortSignal): Promise<Provisions>;
  /** `undefined` when there is none. */
  describe(service: string, signal: AbortSignal): Promise<Description | undefined>;
  /** Resolves as soon as the service is not running, at once if it already is not. */
  exited(service: string, signal: AbortSignal): Promise<Exit>;
  /**
   * What happens from now on, as the engine tells it: nothing is polled. Ends when the signal is aborted.
   *
   * @throws {DevError} `ENGINE_FAILED` when the engine goes away.
   */
  watch(signal: AbortSignal): AsyncIterable<RuntimeChange>;
  logs(service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine>;
  /**
   * The same, as many lines at a time as have come: for who must keep up with thousands a second. Nothing is read ahead
   * of who takes them, so the engine waits for us. Ends without a line when the service has no container.
   *
   * @throws {DevError} `ENGINE_FAILED` when the engine goes away.
   */
  logBatches(service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<readonly LogLine[]>;
  /**
   * What a running service uses, about once a second. It costs the engine a look at the kernel's counters each time, so
   * it is read only while somebody watches. Ends when the container is removed, or the signal is aborted.
   */
  stats(service: string, signal: AbortSignal): AsyncIterable<Stats>;
  exec(service: string, request: ExecRequest, signal: AbortSignal): Promise<ExecResult>;
  /** Runs a program with the caller's terminal; resolves with its exit code. */
  attach(service: string, request: ExecRequest, terminal: Terminal, signal: AbortSignal): Promise<number>;
  /**
   * A file of a service that is made, whether it runs or not; `undefined` when there is none. Only for who holds the instance's lock: an engine before 23.0
   * that removes a container while it reads a file of it empties the container's volumes (ADR 26).
   */
  readFile(service: string, path: string, signal: AbortSignal): Promise<string | undefined>;
}
