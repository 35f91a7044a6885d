import type { Service } from "./service.ts";

/** Official references of what these services run, each once. */
export const imagesOf = (services: readonly Service[]): readonly string[] => [...new Set(services.flatMap((service) => (service.kind === "container" ? [service.image] : [])))];
