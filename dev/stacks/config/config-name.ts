/** Services that a project knows by what they are for. */
const BY_USE: Readonly<Record<string, string>> = { router: "gateway", unleash: "featureFlags" };

/** How the config calls a service: `postgres-exporter` → `postgresExporter`, `router` → `gateway`. */
export const configName = (service: string): string => BY_USE[service] ?? service.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
