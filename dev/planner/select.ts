import { DevError } from "../errors/dev-error.ts";
import type { ContainerService, ProcessService, Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { unknownName } from "../platform/closest.ts";

/** Which services one command is about. Nothing given: the stack's default profile. */
export interface Selection {
  readonly profile?: string | undefined;
  readonly only?: readonly string[];
  /** Besides the profile, or what is asked for alone. */
  readonly also?: readonly string[];
  readonly without?: readonly string[];
}

/**
 * The services of a selection with everything that they need, and the one-shots that work on them, in the stack's order.
 *
 * @throws {DevError} `USAGE` for an unknown name (with what was probably meant), or a service that another one needs.
 */
export const selectServices = (stack: Stack, { profile = stack.defaultProfile, only = [], also = [], without = [] }: Selection): readonly Service[] => {
  const byName = new Map(stack.services.map((service) => [service.name, service]));
  const known = [...byName.keys()];
  for (const name of [...only, ...also, ...without]) if (!byName.has(name)) throw unknownName("service", name, known);
  const contradicted = only.filter((name) => without.includes(name));
  if (contradicted.length > 0) throw new DevError("USAGE", `${contradicted.join(" and ")} cannot be both asked for and left out`, { hint: "Say it once: what nobody asks for is left out." });
  const members = stack.profiles[profile];
  if (!members) throw unknownName("profile", profile, Object.keys(stack.profiles));

  const wanted = new Set([...(only.length > 0 ? only : members), ...also].filter((name) => !without.includes(name)));
  const include = (name: string): void => {
    wanted.add(name);
    for (const dependency of Object.keys(byName.get(name)?.dependsOn ?? {})) if (!wanted.has(dependency)) include(dependency);
  };
  for (const name of [...wanted]) include(name);
  for (const service of stack.services) {
    if (service.kind === "task" && service.doneFor !== "dependant" && service.target !== undefined && wanted.has(service.target) && canRun(service, wanted, byName, without)) include(service.name);
  }
  for (const name of without) if (wanted.has(name)) throw stillNeeded(name, stack.services, wanted);
  return stack.services.filter(({ name }) => wanted.has(name));
};

/** What people look at: the services of the default profile, whatever else has a container, and the project's own applications. In the stack's order. */
export const servicesInView = (stack: Stack, existing: ReadonlyMap<string, unknown>): readonly (ContainerService | ProcessService)[] => {
  const selected = new Set(selectServices(stack, {}).map(({ name }) => name));
  return stack.services.flatMap((service) => (service.kind === "task" || !(service.kind === "process" || selected.has(service.name) || existing.has(service.name)) ? [] : [service]));
};

/** Whether a name is that of an application, which runs on this machine itself. */
export const isProgram = (stack: Stack, name: string): boolean => stack.services.some((service) => service.kind === "process" && service.name === name);

/** A one-shot that would pull in another long-running service, or was excluded, is left out. */
const canRun = (task: Service, wanted: ReadonlySet<string>, byName: ReadonlyMap<string, Service>, without: readonly string[]): boolean =>
  !without.includes(task.name) &&
  Object.keys(task.dependsOn ?? {}).every((name) => {
    const dependency = byName.get(name);
    return dependency === undefined || dependency.kind === "task" ? !without.includes(name) : wanted.has(name);
  });

const stillNeeded = (name: string, services: readonly Service[], wanted: ReadonlySet<string>): DevError => {
  // Its one-shots would go with it; what counts is who else runs on it.
  const by = services.filter((service) => service.kind !== "task" && wanted.has(service.name) && name in (service.dependsOn ?? {})).map((service) => service.name);
  return new DevError("USAGE", `${name} cannot be left out: ${by.join(" and ")} ${by.length === 1 ? "needs" : "need"} it`, {
    hint: `Leave out ${by.join(" and ")} too: --without ${[name, ...by].join(" --without ")}`,
  });
};
