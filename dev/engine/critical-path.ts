import { isChange, serviceOf, type Plan, type PlanNode } from "../planner/operation.ts";

export interface Leg {
  readonly service: string;
  readonly ms: number;
}

/** What the end of a run waited for. */
export interface CriticalPath {
  /** From the first to the last; operations of one service that follow each other are one leg. They add up to the run. */
  readonly legs: readonly Leg[];
  /** The longest leg, and how long the run would have taken if its service had taken no time. */
  readonly longest: Leg & { readonly runWithoutMs: number };
}

const nameOf = ({ op }: PlanNode): string => serviceOf(op) ?? (op.kind.endsWith("-cluster") ? "cluster" : "network");

/**
 * Pure. `undefined` for a run that changed nothing, or was not done to its end.
 *
 * @param doneTimes When each node, by id, was done: milliseconds of the clock that `startedAt` is of.
 */
export const criticalPath = (plan: Plan, doneTimes: ReadonlyMap<number, number>, startedAt: number): CriticalPath | undefined => {
  if (!plan.some(isChange) || plan.some(({ id }) => !doneTimes.has(id))) return undefined;
  const doneAt = (node: PlanNode | undefined): number => (node && doneTimes.get(node.id)) ?? startedAt;
  const lastOf = (nodes: Plan): PlanNode | undefined => nodes.reduce<PlanNode | undefined>((last, node) => (last && doneAt(last) >= doneAt(node) ? last : node), undefined);
  const waitedFor = ({ after, behind = [] }: PlanNode): readonly number[] => [...after, ...behind];
  const before = (node: PlanNode): PlanNode | undefined => lastOf(plan.filter(({ id }) => waitedFor(node).includes(id)));

  const legs: Leg[] = [];
  for (let node = lastOf(plan); node; node = before(node)) {
    const ms = doneAt(node) - doneAt(before(node));
    const [next] = legs;
    if (next?.service === nameOf(node)) legs[0] = { ...next, ms: next.ms + ms };
    else legs.unshift({ service: nameOf(node), ms });
  }

  const [first, ...others] = legs;
  if (!first) return undefined;
  const longest = others.reduce((most, leg) => (leg.ms > most.ms ? leg : most), first);
  const endWithout = new Map<number, number>();
  for (const node of plan) {
    const begin = Math.max(startedAt, ...waitedFor(node).map((id) => endWithout.get(id) ?? startedAt));
    endWithout.set(node.id, nameOf(node) === longest.service ? begin : begin + doneAt(node) - doneAt(before(node)));
  }
  return { legs, longest: { ...longest, runWithoutMs: Math.max(...endWithout.values()) - startedAt } };
};
