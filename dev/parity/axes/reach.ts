import { waysTo } from "../../runtimes/k3d/manifests/reach.ts";
import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Workload } from "../facts/workload.ts";
import { finding, side, sideOf, type Finding, type Severity } from "../finding.ts";
import type { Pair } from "../match/match.ts";
import { reachability } from "../production/policies.ts";

interface Way {
  readonly from: Pair;
  readonly to: Pair;
  /** What makes it: a variable, or the definition. */
  readonly by: string;
  readonly severity: Severity;
}

/** Variables that say whom an application of this machine calls. The direct way is there for migrations. */
const CALLS: readonly { readonly key: RegExp; readonly to: string; readonly by: string; readonly severity: Severity }[] = [
  { key: /^POSTGRES_PORT$/, to: "pgbouncer", by: "POSTGRES_HOST and POSTGRES_PORT", severity: "error" },
  { key: /^FLYWAY_URL$/, to: "postgres", by: "FLYWAY_URL, past the pooler", severity: "warning" },
  { key: /^KAFKA_BROKERS$/, to: "kafka", by: "KAFKA_BROKERS", severity: "error" },
  { key: /^VAULT_ADDRESS$/, to: "vault", by: "VAULT_ADDRESS", severity: "error" },
];

/** Whether production's application calls it at all: by a variable of that kind. */
const uses = ({ env, openEnv }: Workload, to: string): boolean => {
  const families: Readonly<Record<string, RegExp>> = { pgbouncer: /^(POSTGRES|DATABASE|DATASOURCE|JDBC|DB)_/, postgres: /^(POSTGRES|DATABASE|DATASOURCE|JDBC|DB|FLYWAY)_/, kafka: /^KAFKA_/, vault: /^VAULT_/ };
  return openEnv || [...env.keys()].some((key) => families[to]?.test(key));
};

const waysOf = (comparison: Comparison): readonly Way[] => {
  const services = servicePairs(comparison);
  const named = (name: string) => services.find(({ local }) => local.name === name);
  const ofApplications = applicationPairs(comparison).flatMap((from) =>
    CALLS.flatMap(({ key, to, by, severity }): readonly Way[] => {
      const target = named(to);
      return target && [...from.local.env.keys()].some((name) => key.test(name)) && uses(from.production, to) ? [{ from, to: target, by, severity }] : [];
    }),
  );
  const ofServices = services.flatMap((to) =>
    waysTo(to.local.name).flatMap(({ from }) =>
      from.flatMap((one): readonly Way[] => {
        const caller = "service" in one ? named(one.service) : undefined;
        return caller && caller.local.name !== to.local.name ? [{ from: caller, to, by: "its definition", severity: "error" }] : [];
      }),
    ),
  );
  return [...ofApplications, ...ofServices];
};

/** Who talks to whom here, and may not there. */
export const reachAxis = (comparison: Comparison): readonly Finding[] => {
  const { refusal } = reachability(comparison.production.objects);
  return waysOf(comparison).flatMap(({ from, to, by, severity }): readonly Finding[] => {
    const port = to.production.ports.find(({ value }) => value.at === "container")?.value.number ?? to.local.ports[0]?.value.number ?? 0;
    const refused = refusal(from.production, to.production, port);
    if (!refused) return [];
    return [
      finding(to.local.name, "reach", `from-${from.local.name}`, {
        severity,
        local: side(`${from.local.name} connects to ${to.local.name} (${by})`, from.local.origin),
        production: sideOf(refused),
        why: "A connection that works here is never answered there.",
        fix: `Do without this way here, or let ${from.local.name} in by a NetworkPolicy or its label.`,
      }),
    ];
  });
};
