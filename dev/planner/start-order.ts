import { DevError } from "../errors/dev-error.ts";
import type { Service } from "../model/service.ts";

/**
 * Services so that each comes after what it depends on; otherwise in the given order.
 *
 * @throws {DevError} `DEPENDENCY_CYCLE` with the cycle itself, and not everything that waits for it.
 */
export const startOrder = <T extends Pick<Service, "name" | "dependsOn">>(services: readonly T[]): readonly T[] => {
  const byName = new Map(services.map((service) => [service.name, service]));
  const ordered = new Set<T>();
  const visit = (service: T, path: readonly string[]): void => {
    if (ordered.has(service)) return;
    if (path.includes(service.name)) throw cycle([...path.slice(path.indexOf(service.name)), service.name]);
    for (const name of Object.keys(service.dependsOn ?? {})) {
      const dependency = byName.get(name);
      if (dependency) visit(dependency, [...path, service.name]);
    }
    ordered.add(service);
  };
  for (const service of services) visit(service, []);
  return [...ordered];
};

const cycle = (path: readonly string[]): DevError =>
  new DevError("DEPENDENCY_CYCLE", `These services wait for each other: ${path.join(" → ")}`, {
    hint: `Take one "dependsOn" out of the circle.`,
  });
