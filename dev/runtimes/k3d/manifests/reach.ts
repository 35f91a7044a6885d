import { metricsOf, WITH_METRICS } from "./metrics.ts";
import { APPLICATION_NAMESPACES, namespaceOf, NAMESPACES, type Namespace } from "./namespaces.ts";

/** Who may open a connection: one service, every pod with a label, or all pods of a namespace. */
export type From = { readonly service: string } | { readonly label: string } | { readonly namespace: Namespace };

/** A way into a service: to one of its endpoints, for some. */
export interface Way {
  readonly to: string;
  readonly endpoint: string;
  readonly from: readonly From[];
}

const services = (...names: readonly string[]): readonly From[] => names.map((service) => ({ service }));
const applications: readonly From[] = APPLICATION_NAMESPACES.map((namespace) => ({ namespace }));

/** Who wants to use the pooler says so by this label, as in production. */
export const ACCESS_PGBOUNCER = "access-pgbouncer";

/** What pods of the stack bear besides their names. */
const ACCESS: Readonly<Record<string, readonly string[]>> = { "pgbouncer-exporter": [ACCESS_PGBOUNCER] };

/** Labels that open a service's ways to others. */
export const accessLabels = (service: string): Readonly<Record<string, string>> => Object.fromEntries((ACCESS[service] ?? []).map((label) => [label, "true"]));

/** Everything that is allowed, besides the host's way to what is published and Prometheus' way to metrics. */
const WAYS: readonly Way[] = [
  { to: "postgres", endpoint: "sql", from: services("pgbouncer", "postgres-exporter", "unleash") },
  { to: "pgbouncer", endpoint: "sql", from: [{ label: ACCESS_PGBOUNCER }] },
  // Itself: a broker calls its own listener by the name that it advertises, and comes back in from outside.
  { to: "kafka", endpoint: "broker", from: [...services("kafka", "kafka-exporter"), ...applications] },
  // The Job that writes JWT keys.
  { to: "vault", endpoint: "api", from: [...services("vault-jwt-init"), ...applications] },
  { to: "minio", endpoint: "s3", from: applications },
  { to: "router", endpoint: "graphql", from: applications },
  { to: "unleash", endpoint: "http", from: applications },
  { to: "mail", endpoint: "smtp", from: applications },
  { to: "loki", endpoint: "http", from: services("promtail", "alloy", "grafana") },
  { to: "prometheus", endpoint: "http", from: services("grafana") },
  { to: "alertmanager", endpoint: "http", from: services("prometheus", "grafana") },
];

/** The ways into a service from inside the cluster. */
export const waysTo = (service: string): readonly Way[] => {
  const metrics = service === "prometheus" ? undefined : metricsOf(service);
  return [
    ...WAYS.filter(({ to }) => to === service),
    ...(metrics ? [{ to: service, endpoint: metrics.endpoint, from: services("prometheus") }] : []),
  ];
};

const isFor = (service: string) => (from: From): boolean => {
  if ("service" in from) return from.service === service;
  return "label" in from ? from.label in accessLabels(service) : from.namespace === namespaceOf(service);
};

/** Where a service may have neighbours: not its own namespace, which every pod searches anyway. */
export const namespacesReachedBy = (service: string): readonly Namespace[] => {
  const called = WAYS.filter(({ from }) => from.some(isFor(service))).map(({ to }) => to);
  const reached = new Set([...called, ...(service === "prometheus" ? WITH_METRICS : [])].map(namespaceOf));
  return NAMESPACES.filter((namespace) => reached.has(namespace) && namespace !== namespaceOf(service));
};
