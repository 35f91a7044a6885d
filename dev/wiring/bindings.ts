import type { InstanceState } from "../instance/state.ts";
import type { ObservedContainers } from "../planner/observed.ts";
import type { Project } from "./project.ts";

/** Host port by `service.endpoint`: what is bound now; where nothing runs, what was bound last. */
export const bindings = ({ stack }: Project, observed: ObservedContainers | undefined, { ports }: InstanceState): ReadonlyMap<string, number> =>
  new Map(
    stack.services.flatMap((service) => {
      if (service.kind === "task") return [];
      return Object.entries(service.endpoints).flatMap(([endpoint, { containerPort }]): [string, number][] => {
        const key = `${service.name}.${endpoint}`;
        const port = observed?.containers.get(service.name)?.ports[containerPort] ?? ports[key]?.bound;
        return port === undefined ? [] : [[key, port]];
      });
    }),
  );
