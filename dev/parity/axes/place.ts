import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import type { Port, Workload } from "../facts/workload.ts";
import { finding, side, sideOf, type Finding, type Side } from "../finding.ts";

const portsAt = ({ ports }: Workload, at: Port["at"]): readonly Known<Port>[] => ports.filter(({ value }) => value.at === at);

const listed = (ports: readonly Known<Port>[]): Side => side([...new Set(ports.map(({ value }) => value.number))].sort((a, b) => a - b).join(", "), ports[0]?.origin);

/** Where programs listen, and at which port of their name they are called. */
export const portAxis = (comparison: Comparison): readonly Finding[] => {
  const check = (local: Workload, production: Workload, severity: "warning" | "info"): readonly Finding[] => {
    const wanted = portsAt(local, "container").slice(0, 1);
    const [inside, called] = [portsAt(production, "container"), portsAt(production, "service")];
    const lacks = (there: readonly Known<Port>[]): boolean => there.length > 0 && wanted.length > 0 && !wanted.some(({ value }) => there.some((port) => port.value.number === value.number));
    return [
      ...(lacks(inside)
        ? [finding(local.name, "port", "container", { severity, local: listed(wanted), production: listed(inside), why: "Who writes the port down reaches nobody on the other side.", fix: `Let ${local.name} listen at the same port on both sides, or waive it.` })]
        : []),
      ...(lacks(called) && !lacks(inside)
        ? [finding(local.name, "port", "service", { severity, local: listed(wanted), production: listed(called), why: "Production calls it at another port than it listens at; here both are one.", fix: `See that every client takes the port of ${local.name} from its environment, or waive it.` })]
        : []),
    ];
  };
  return [
    ...servicePairs(comparison).flatMap(({ local, production }) => check(local, production, "warning")),
    // On one machine each needs a port of its own; in pods all may have the same.
    ...applicationPairs(comparison).flatMap(({ local, production }) => check(local, production, "info")),
  ];
};

/** Under which name a service is called. */
export const nameAxis = (comparison: Comparison): readonly Finding[] =>
  servicePairs(comparison).flatMap(({ local, production }) => {
    const [first] = production.addresses;
    if (!first || production.addresses.some(({ value }) => value === local.name)) return [];
    return [finding(local.name, "name", "service", { severity: "info", local: side(local.name, local.origin), production: side(production.addresses.map(({ value }) => value).join(", "), first.origin), why: "A client that writes the name down reaches nobody on the other side.", fix: `See that every client takes the name of ${local.name} from its environment, or waive it.` })];
  });

/** Where production has it, and where the cluster on this machine (`--runtime k3d`) would. */
export const namespaceAxis = (comparison: Comparison): readonly Finding[] =>
  servicePairs(comparison).flatMap(({ local, production }) => {
    if (!local.namespace || !production.namespace || local.namespace.value === production.namespace.value) return [];
    return [finding(local.name, "namespace", "name", { severity: "info", local: sideOf(local.namespace), production: sideOf(production.namespace), why: "Policies, quotas and full DNS names hold for a namespace.", fix: "Agree on one layout of namespaces, or waive it." })];
  });

/** How many of each there are. */
export const replicasAxis = (comparison: Comparison): readonly Finding[] =>
  servicePairs(comparison).flatMap(({ local, production }) => {
    if (!local.replicas || !production.replicas || local.replicas.value === production.replicas.value) return [];
    const count = ({ value, origin }: Known<number>): Side => side(String(value), origin);
    return [finding(local.name, "replicas", "count", { severity: "warning", local: count(local.replicas), production: count(production.replicas), why: "What happens when one is lost, and what members agree on, cannot be seen with another number.", fix: "Waive it, or test it in a cluster." })];
  });

/** What production runs by the clock; nothing here does. */
export const scheduleAxis = (comparison: Comparison): readonly Finding[] =>
  comparison.production.workloads.running.flatMap(({ name, schedule }) =>
    schedule
      ? [finding(name.replaceAll("/", "-"), "schedule", "cron", { severity: "info", local: side("never"), production: sideOf(schedule), why: "What it does is seen in production first.", fix: `Run ${name} here by hand when you change it.` })]
      : [],
  );
