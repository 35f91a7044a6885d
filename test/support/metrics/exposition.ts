import { Counter, Gauge, Histogram, type Registry, Summary } from "prom-client";

type Labels = Readonly<Record<string, string>>;

/** What an imitated program publishes, and one round of work that moves its numbers. */
export interface Exposition {
  readonly registry: Registry;
  /** Called before each scrape, so that rates are above zero without a timer. */
  readonly work: () => void;
}

/** A gauge that never moves: one value for each set of labels. */
export const still = (registry: Registry, name: string, values: readonly (readonly [Labels, number])[]): void => {
  const gauge = new Gauge({ name, help: name, labelNames: Object.keys(values[0]?.[0] ?? {}), registers: [registry] });
  for (const [labels, value] of values) gauge.set({ ...labels }, value);
};

/** A counter; the returned function adds to it. */
export const counter = (registry: Registry, name: string, labelNames: readonly string[]): ((labels: Labels, by: number) => void) => {
  const made = new Counter({ name, help: name, labelNames: [...labelNames], registers: [registry] });
  return (labels, by) => made.inc({ ...labels }, by);
};

/** How durations are published: with buckets, or as Micrometer does by itself: `_count`, `_sum` and the greatest as `_max`. */
export type Durations = "buckets" | "no-buckets";

/** Micrometer's timer in Prometheus' words. */
export const timer = (registry: Registry, name: string, labelNames: readonly string[], durations: Durations): ((labels: Labels, seconds: number) => void) => {
  const shared = { name, help: name, labelNames: [...labelNames], registers: [registry] };
  const made = durations === "buckets" ? new Histogram({ ...shared, buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] }) : new Summary({ ...shared, percentiles: [] });
  const max = new Gauge({ name: `${name}_max`, help: `${name}_max`, labelNames: [...labelNames], registers: [registry] });
  return (labels, seconds) => {
    made.observe({ ...labels }, seconds);
    max.set({ ...labels }, seconds);
  };
};

/** A histogram as OpenTelemetry publishes it, without Micrometer's `_max`. */
export const histogram = (registry: Registry, name: string, labelNames: readonly string[], buckets: readonly number[]): ((labels: Labels, value: number) => void) => {
  const made = new Histogram({ name, help: name, labelNames: [...labelNames], buckets: [...buckets], registers: [registry] });
  return (labels, value) => made.observe({ ...labels }, value);
};
