import type { Service } from "../../model/service.ts";
import type { GatewaySettings } from "../../stacks/settings.ts";

/** Whether applications of this run answer parts of the graph: then it is composed once they are ready, and not before. Pure. */
export const isComposedLater = ({ subgraphs }: Pick<GatewaySettings, "subgraphs">, services: readonly Service[]): boolean => {
  const ports = new Set(services.flatMap((service) => (service.kind === "process" ? Object.values(service.endpoints).map(({ preferredHostPort }) => preferredHostPort) : [])));
  return Object.values(subgraphs).some(({ url, schema }) => schema === undefined && ports.has(Number(new URL(url).port)));
};
