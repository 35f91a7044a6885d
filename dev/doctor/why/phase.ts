import type { Phase } from "../../model/phase.ts";
import type { ServiceFacts, StackFacts } from "./facts.ts";

/** The phase that the facts show, now. */
export const phaseNow = ({ kind, container, answer, isDone, run }: ServiceFacts): Phase => {
  if (kind === "task") return isDone ? "completed" : run?.failure ? "failed" : "pending";
  if (container === null) return run?.failure ? "failed" : run?.process != null ? "pending" : "stopped";
  switch (container.state) {
    case "created":
      return container.engineError !== "" || run?.failure ? "failed" : "pending";
    case "running":
      return answer === null ? "running" : answer.ready ? "ready" : "unhealthy";
    case "restarting":
      return kind === "process" ? "failed" : "starting"; // it has ended, and is started again after a while
    case "removing":
      return "stopping";
    case "paused":
      return "stopped";
    case "exited":
    case "dead":
      // Ending without an error is a failure, too, where it was meant to become ready.
      return container.exitCode === 0 && !container.outOfMemory && !run?.failure ? "stopped" : "failed";
  }
};

/** Whether a service is what it should be. */
export const isWell = (facts: ServiceFacts): boolean => {
  const phase = phaseNow(facts);
  return phase === "ready" || phase === "completed";
};

/** Somebody that a service waits for. */
export interface Link {
  readonly service: string;
  readonly phase: Phase;
  /** What is waited for: `started`, `ready`, `completed`. */
  readonly condition: string;
}

/**
 * From a service down to the one that really holds: each link is what the one before it depends on and what is not well.
 * A service that was started although what it depends on is not ready (a pooler) cannot be ready either, so the condition
 * itself is not asked.
 */
export const chainOf = (name: string, stack: StackFacts): readonly Link[] => {
  const chain: Link[] = [];
  const seen = new Set([name]);
  for (let current = stack.get(name); current !== undefined; ) {
    const next = Object.entries(current.dependsOn)
      .map(([service, condition]) => ({ condition, facts: stack.get(service) }))
      .find(({ facts }) => facts !== undefined && !seen.has(facts.name) && !isWell(facts));
    if (next?.facts === undefined) break;
    seen.add(next.facts.name);
    chain.push({ service: next.facts.name, phase: phaseNow(next.facts), condition: next.condition });
    current = next.facts;
  }
  return chain;
};
