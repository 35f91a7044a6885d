import type { Description } from "../../engine/runtime.ts";
import type { ErrorReport } from "../../errors/format.ts";
import type { Verdict } from "../../model/probe.ts";
import type { Condition } from "../../model/service.ts";
import type { FieldChange } from "../../planner/fields.ts";

/** A container as the engine describes it. Times are the engine's, ISO 8601; `null`: never. */
export type ContainerFacts = Omit<Description, "hash" | "fields">;

/** What the newest run of `up` or `restart` says of one service. */
export interface RunFacts {
  readonly command: string;
  /** When that run began. */
  readonly at: string;
  /** The process that is still at it. */
  readonly process: number | null;
  /** What it was doing last for this service, in words. */
  readonly doing: string | null;
  readonly failure: ErrorReport | null;
}

/** A port that is not the one people expect. */
export interface MovedPort {
  readonly endpoint: string;
  readonly wanted: number;
  readonly bound: number;
}

/** What was found out about one service. Everything that `why` says follows from it. */
export interface ServiceFacts {
  readonly name: string;
  readonly kind: "container" | "task" | "process";
  /** Whom its start waits for, and for what. */
  readonly dependsOn: Readonly<Record<string, Condition>>;
  readonly memoryMiB: number | null;
  readonly container: ContainerFacts | null;
  /** Its readiness probe, asked now; `null` when nobody could be asked. */
  readonly answer: Verdict | null;
  /** A one-shot that was done, by its present definition, on the present start of its service. */
  readonly isDone: boolean;
  readonly run: RunFacts | null;
  /** What differs between what it was made from and its definition now. */
  readonly changes: readonly FieldChange[];
  readonly movedPorts: readonly MovedPort[];
  /** The last lines that it wrote; empty where they are not needed. */
  readonly lines: readonly string[];
}

/** All services of a stack, in its order. */
export type StackFacts = ReadonlyMap<string, ServiceFacts>;
