/** One act. Each is small enough for a runtime to do in one step, and safe to do again after a crash. */
export type Operation =
  | { readonly kind: "create-network" }
  /** Makes the cluster that services live in, in the place of one that will not do. */
  | { readonly kind: "create-cluster" }
  /** Stops a cluster with everything in it: it goes on from there when it is started. */
  | { readonly kind: "stop-cluster" }
  | { readonly kind: "remove-cluster" }
  | { readonly kind: "create-volume"; readonly volume: string }
  | { readonly kind: "find-image"; readonly service: string }
  | { readonly kind: "create"; readonly service: string }
  | { readonly kind: "check-volume"; readonly service: string }
  /** Tells a service that reads the logs of all others which they are now. */
  | { readonly kind: "list-logs"; readonly service: string }
  | { readonly kind: "start"; readonly service: string }
  | { readonly kind: "await-ready"; readonly service: string }
  | { readonly kind: "run-task"; readonly service: string }
  /** `grace`: `none` where its data go too, and an orderly end would be for nothing. */
  | { readonly kind: "stop"; readonly service: string; readonly grace: "own" | "none" }
  | { readonly kind: "remove"; readonly service: string }
  | { readonly kind: "remove-volume"; readonly volume: string }
  | { readonly kind: "remove-network" };

export interface PlanNode {
  /** From 1, in topological order. */
  readonly id: number;
  readonly op: Operation;
  /** Why it is done, for people. */
  readonly cause: string;
  /** Ids that must be *done*, not merely over, before it begins. */
  readonly after: readonly number[];
  /** Ids that must be over, *done* or not, before it begins. @default none */
  readonly behind?: readonly number[];
  /** Ids without which it is for nothing, also once it has begun: as soon as one of them cannot get *done*, it ends. @default none */
  readonly leansOn?: readonly number[];
}

/** The ordered difference between what should be and what is. */
export type Plan = readonly PlanNode[];

/** Looking is no change: a plan of looks only means that everything is as it should be. */
export const isChange = ({ op }: PlanNode): boolean => op.kind !== "await-ready";

/** The service that an operation is about, where it is about one. */
export const serviceOf = (op: Operation): string | undefined => ("service" in op ? op.service : undefined);

const nameOf = (op: Operation): string => ("service" in op ? `${op.kind} ${op.service}` : "volume" in op ? `${op.kind} ${op.volume}` : op.kind);

/** @example "[1,2] -> #3 create postgres (no container)" */
export const formatPlan = (plan: Plan): string =>
  plan.map(({ id, op, cause, after, behind = [] }) => `[${after.join(",")}]${behind.length === 0 ? "" : `, behind [${behind.join(",")}],`} -> #${id} ${nameOf(op)} (${cause})`).join("\n");

/** Adds nodes one after the other; returns their ids for others to wait for. */
export const createPlan = () => {
  const nodes: PlanNode[] = [];
  const put = (op: Operation, cause: string, after: readonly (number | undefined)[], rest: Pick<PlanNode, "behind" | "leansOn">): number => {
    const id = nodes.length + 1;
    nodes.push({ id, op, cause, after: [...new Set(after.filter((node) => node !== undefined))].sort((a, b) => a - b), ...rest });
    return id;
  };
  return {
    add: (op: Operation, cause: string, ...after: readonly (number | undefined)[]): number => put(op, cause, after, {}),
    /** @param behind Nodes that must be over before, whatever became of them. */
    addBehind: (behind: readonly number[], op: Operation, cause: string, ...after: readonly (number | undefined)[]): number => put(op, cause, after, behind.length > 0 ? { behind } : {}),
    /** @param leansOn Nodes whose failure ends it. */
    addLeaning: (leansOn: readonly number[], op: Operation, cause: string, ...after: readonly (number | undefined)[]): number => put(op, cause, after, leansOn.length > 0 ? { leansOn } : {}),
    nodes: (): Plan => nodes,
  };
};

export type PlanBuilder = ReturnType<typeof createPlan>;
