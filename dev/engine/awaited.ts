import { serviceOf, type Operation, type Plan, type PlanNode } from "../planner/operation.ts";

/** An act for another service that somebody's start waits for. */
export interface Awaited {
  readonly node: number;
  /** `postgres to be ready` */
  readonly what: string;
  /** Whether it must get *done*; else it only must be over. */
  readonly isNeeded: boolean;
}

/** More would not fit into a row. */
const NAMED = 2;

/** What a service waits for before it is made or started, besides its own making. Pure. */
export const awaitedBy = (service: string, plan: Plan): readonly Awaited[] => {
  const byId = new Map(plan.map((node) => [node.id, node]));
  const own = plan.filter(({ op }) => serviceOf(op) === service);
  const first = own.find(({ op }) => op.kind === "start" || op.kind === "run-task");
  const nodes = (ids: readonly number[]) => ids.flatMap((id) => byId.get(id) ?? []).filter(({ op }) => serviceOf(op) !== service);
  const ahead = nodes(own.flatMap(({ behind = [] }) => behind)).filter(isLast);
  const told = (isNeeded: boolean) => ({ id, op }: PlanNode): [number, Awaited] => [id, { node: id, what: whatOf(op), isNeeded }];
  const found = new Map([...ahead.map(told(false)), ...nodes(first?.after ?? []).map(told(true))]);
  return [...found.values()];
};

/** Of all acts for a service, that which ends its start. */
const isLast = ({ op }: PlanNode): boolean => op.kind === "await-ready" || op.kind === "run-task";

/** A node is over. Where it did not get done, who needs it goes on to say that it waits for it: that is what it is skipped for. Pure. */
export const withoutNode = (awaited: readonly Awaited[], node: number, isDone: boolean): readonly Awaited[] => awaited.filter((one) => one.node !== node || (one.isNeeded && !isDone));

const whatOf = (op: Operation): string => {
  switch (op.kind) {
    case "await-ready":
      return `${op.service} to be ready`;
    case "start":
      return `${op.service} to start`;
    case "run-task":
      return `${op.service} to complete`;
    default:
      return "service" in op ? `${op.kind} of ${op.service}` : op.kind.replace("-", " ");
  }
};

/** @example "waiting for postgres to be ready and 3 more" */
export const waitFor = (awaited: readonly Awaited[]): string | null => {
  if (awaited.length === 0) return null;
  const isShort = awaited.length <= NAMED + 1;
  const named = awaited.slice(0, isShort ? awaited.length : NAMED).map(({ what }) => what);
  const last = isShort ? named.pop() : `${awaited.length - NAMED} more`;
  return `waiting for ${named.length === 0 ? "" : `${named.join(", ")} and `}${last}`;
};
