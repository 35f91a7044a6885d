import type { Condition, ContainerService, Service } from "./service.ts";
import type { Stack } from "./stack.ts";
import { refsIn, type Text } from "./text.ts";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Every problem at once: a developer should not fix them one run at a time. Empty when the stack is sound.
 * Cycles are not looked for here: they need an order, which is the planner's.
 */
export const problemsIn = (stack: Stack): readonly string[] => {
  const byName = new Map(stack.services.map((service) => [service.name, service]));
  return [
    ...duplicates(stack.services.map(({ name }) => name)).map((name) => `two services are named "${name}"`),
    ...stack.services.flatMap((service) => problemsOf(service, byName)),
    ...portProblems(stack.services),
    ...volumeProblems(stack.services),
    ...profileProblems(stack, byName),
  ];
};

const problemsOf = (service: Service, byName: ReadonlyMap<string, Service>): readonly string[] => [
  ...(NAME.test(service.name) ? [] : [`"${service.name}" is not a service name: lower-case letters, digits and "-", a letter first`]),
  ...Object.entries(service.dependsOn ?? {}).flatMap(([dependency, condition]) =>
    dependencyProblem(service.name, dependency, condition, byName.get(dependency)),
  ),
  ...textsIn(service).flatMap(refsIn).flatMap((ref) => {
    if (ref.ref !== "host-port" && ref.ref !== "address-of") return [];
    const target = byName.get(ref.service);
    if (ref.ref === "address-of") return target?.kind === "container" ? [] : [`${service.name} asks for the address of "${ref.service}", which is not in this stack`];
    const known = target !== undefined && target.kind !== "task" && ref.endpoint in target.endpoints;
    return known ? [] : [`${service.name} asks for the port of "${ref.service}.${ref.endpoint}", which is not in this stack`];
  }),
  ...endpointProblems(service, byName),
];

const dependencyProblem = (name: string, dependency: string, condition: Condition, target: Service | undefined): readonly string[] => {
  if (target === undefined) return [`${name} depends on "${dependency}", which is not in this stack`];
  if (condition === "completed" && target.kind !== "task") return [`${name} waits for ${dependency} to complete, but ${dependency} keeps running`];
  if (condition !== "completed" && target.kind === "task") return [`${name} waits for ${dependency} to be ${condition}, but ${dependency} is a one-shot: it completes`];
  return [];
};

const endpointProblems = (service: Service, byName: ReadonlyMap<string, Service>): readonly string[] => {
  if (service.kind === "container") {
    const { endpoint } = service.readiness;
    return endpoint in service.endpoints ? [] : [`${service.name} is probed at "${endpoint}", which is not one of its endpoints`];
  }
  if (service.kind === "process") {
    return service.readiness === undefined || service.readiness.endpoint in service.endpoints ? [] : [`${service.name} is asked whether it is ready, but has no port`];
  }
  const target = service.target === undefined ? undefined : byName.get(service.target);
  if (service.target !== undefined && target === undefined) return [`${service.name} works on "${service.target}", which is not in this stack`];
  if (!("endpoint" in service.action)) return [];
  if (target?.kind !== "container") return [`${service.name} needs an endpoint, but works on no service`];
  const { endpoint } = service.action;
  return endpoint in target.endpoints ? [] : [`${service.name} works on "${target.name}.${endpoint}", which is not one of its endpoints`];
};

const portProblems = (services: readonly Service[]): readonly string[] => {
  const wanted = services.flatMap((service) => (service.kind === "task" ? [] : [service])).flatMap(({ endpoints }) => Object.values(endpoints).map((endpoint) => endpoint.preferredHostPort));
  const outOfRange = wanted.filter((port) => !Number.isInteger(port) || port < 1 || port > 65_535);
  return [
    ...outOfRange.map((port) => `${port} is not a port: 1 to 65535`),
    ...duplicates(wanted.map(String)).map((port) => `two endpoints want port ${port}`),
  ];
};

const volumeProblems = (services: readonly Service[]): readonly string[] =>
  duplicates(containers(services).flatMap(({ volumes = [] }) => volumes.map(({ name }) => name))).map(
    (name) => `two services mount the volume "${name}"`,
  );

const profileProblems = ({ profiles, defaultProfile }: Stack, byName: ReadonlyMap<string, Service>): readonly string[] => [
  ...(defaultProfile in profiles ? [] : [`the default profile "${defaultProfile}" does not exist`]),
  ...Object.entries(profiles).flatMap(([profile, names]) =>
    names.filter((name) => !byName.has(name)).map((name) => `profile "${profile}" names "${name}", which is not in this stack`),
  ),
];

const containers = (services: readonly Service[]): readonly ContainerService[] =>
  services.filter((service) => service.kind === "container");

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

/** Every text of a service, wherever it stands. */
export const textsIn = (service: Service): readonly Text[] => {
  const found: Text[] = [];
  const visit = (value: unknown): void => {
    if (isText(value)) found.push(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(service);
  return found;
};

const isText = (value: unknown): value is Text =>
  typeof value === "string" || (typeof value === "object" && value !== null && "parts" in value);
