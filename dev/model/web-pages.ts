import type { Service } from "./service.ts";

/** The endpoints that people open in a browser, as `service.endpoint`. */
export const webPageKeys = (services: readonly Service[]): readonly string[] =>
  services.flatMap((service) => (service.kind === "container" ? Object.entries(service.endpoints).flatMap(([name, { web }]) => (web ? [`${service.name}.${name}`] : [])) : []));
