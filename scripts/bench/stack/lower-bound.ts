import type { Condition } from "../../../dev/model/service.ts";

/** One service or one-shot, measured alone with everything that it depends on up. */
export interface RawNode {
  readonly name: string;
  /** Until it was ready or completed. */
  readonly doneMs: number;
  /** Until its container was started: what a dependant with the condition `started` waits for. */
  readonly startedMs: number;
  readonly dependsOn: Readonly<Record<string, Condition>>;
}

export interface BoundInput {
  /** Each after what it depends on. */
  readonly nodes: readonly RawNode[];
  /** CPU time that the services used until they were ready, the one-shots until they were done and the engine to make and start them, all together. */
  readonly cpuMs: number;
  /** How much of one processor's work all of them do at once: less than their number where they share what a processor is made of. */
  readonly capacity: number;
  /** What the engine needs to make and start so many containers at once, whatever is in them. */
  readonly engineMs: number;
}

/** No program that starts these services on this machine can be quicker than this. */
export interface LowerBound {
  readonly ms: number;
  /** Which of the three it is. */
  readonly binds: "critical path" | "CPU" | "engine";
  readonly criticalPathMs: number;
  /** From the first to the last. */
  readonly criticalPath: readonly string[];
  readonly cpuMs: number;
  readonly engineMs: number;
}

interface Finish {
  readonly startedAt: number;
  readonly doneAt: number;
  readonly path: readonly string[];
}

/** `max(critical path, CPU time / capacity, engine)`. Pure. */
export const lowerBound = ({ nodes, cpuMs, capacity, engineMs }: BoundInput): LowerBound => {
  const finished = new Map<string, Finish>();
  for (const { name, doneMs, startedMs, dependsOn } of nodes) {
    let [begin, path]: [number, readonly string[]] = [0, []];
    for (const [dependency, condition] of Object.entries(dependsOn)) {
      const before = finished.get(dependency);
      if (!before) continue; // not part of this selection
      const at = condition === "started" ? before.startedAt : before.doneAt;
      if (at > begin) [begin, path] = [at, before.path];
    }
    finished.set(name, { startedAt: begin + startedMs, doneAt: begin + doneMs, path: [...path, name] });
  }
  const last = [...finished.values()].reduce((latest, finish) => (finish.doneAt > latest.doneAt ? finish : latest), { startedAt: 0, doneAt: 0, path: [] });
  const work = cpuMs / capacity;
  const ms = Math.max(last.doneAt, work, engineMs);
  const binds = ms === last.doneAt ? "critical path" : ms === work ? "CPU" : "engine";
  return { ms, binds, criticalPathMs: last.doneAt, criticalPath: last.path, cpuMs: work, engineMs };
};
