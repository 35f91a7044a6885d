/** Production's namespaces. */
export const NAMESPACES = [
  "neotool-app",
  "neotool-web",
  "neotool-data",
  "neotool-messaging",
  "neotool-storage",
  "neotool-security",
  "neotool-workflows",
  "neotool-observability",
] as const;

export type Namespace = (typeof NAMESPACES)[number];

/** Where applications run, which use what the others hold. */
export const APPLICATION_NAMESPACES = ["neotool-app", "neotool-web", "neotool-workflows"] as const satisfies readonly Namespace[];

/** Where production has it. Definitions do not know of this. */
const PLACES: Readonly<Record<string, Namespace>> = {
  postgres: "neotool-data",
  pgbouncer: "neotool-data",
  kafka: "neotool-messaging",
  minio: "neotool-storage",
  vault: "neotool-security",
  "vault-jwt-init": "neotool-security",
  prometheus: "neotool-observability",
  grafana: "neotool-observability",
  loki: "neotool-observability",
  promtail: "neotool-observability",
  alloy: "neotool-observability",
  alertmanager: "neotool-observability",
  router: "neotool-app",
  // Where applications look anyway, and not among them: one more namespace to search would be too many for Alpine's C library.
  unleash: "neotool-storage",
  mail: "neotool-app",
};

export const namespaceOf = (service: string): Namespace => PLACES[service] ?? (service.endsWith("-exporter") ? "neotool-observability" : "neotool-app");

/** What the name of a namespace is in DNS, to be searched or appended. */
export const domainOf = (namespace: Namespace): string => `${namespace}.svc.cluster.local`;

/** The name by which every pod of the cluster reaches a service, and by which the service makes itself known. */
export const clusterAddressOf = (service: string): string => `${service}.${domainOf(namespaceOf(service))}`;
