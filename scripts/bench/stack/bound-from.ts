import { median, type Samples } from "../measure/statistics.ts";
import { lowerBound, type LowerBound, type RawNode } from "./lower-bound.ts";
import type { RawStack } from "./raw-stack.ts";

/** What {@link engineFloor} measured, among the samples of the rounds. */
export const ENGINE = "engine";
/** What {@link parallelCapacity} measured. */
export const CAPACITY = "processors at once";

/** The lower bound by the medians of many raw rounds. What was not measured was not needed, and is left out. */
export const boundFrom = ({ desired }: RawStack, samples: Readonly<Record<string, Samples>>): LowerBound => {
  const of = (name: string, what: string): number | undefined => {
    const measured = samples[`${name}.${what}`];
    return measured && median(measured);
  };
  const network = of("network", "done");
  const nodes = [...desired.values()].flatMap(({ name, kind, service: { dependsOn } }): RawNode[] => {
    const doneMs = of(name, "done");
    if (doneMs === undefined) return [];
    return [{ name, doneMs, startedMs: of(name, "started") ?? doneMs, dependsOn: { ...(kind === "container" && { network: "completed" as const }), ...dependsOn } }];
  });
  const cpuMs = Object.entries(samples).reduce((sum, [name, measured]) => (name.endsWith(".cpu") ? sum + median(measured) : sum), 0);
  return lowerBound({
    nodes: [...(network === undefined ? [] : [{ name: "network", doneMs: network, startedMs: network, dependsOn: {} }]), ...nodes],
    cpuMs,
    capacity: median(samples[CAPACITY] ?? [1]),
    engineMs: median(samples[ENGINE] ?? [0]),
  });
};
