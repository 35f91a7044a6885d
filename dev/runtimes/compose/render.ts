import type { Condition, Service, TaskService } from "../../model/service.ts";
import { stopGraceOf } from "../../model/stop-grace.ts";
import { resolveText, type Text } from "../../model/text.ts";
import type { DesiredContainer } from "../../planner/desired.ts";
import { fillContainer, fillTask } from "../../planner/resolve.ts";
import { startOrder } from "../../planner/start-order.ts";
import type { ComposeDocument, ComposeService } from "./document.ts";
import { filesOf } from "./files.ts";
import { healthCheckOf } from "./health-check.ts";
import { holeFor, portHole } from "./holes.ts";
import { scriptFor, type PsqlScript, type Script } from "./one-shot.ts";

export interface RenderContext {
  /** Text of a file below `compose/`. */
  source(path: string): string;
  readonly psqlScript: PsqlScript;
}

const LOOPBACK = "127.0.0.1";

const CONDITIONS = { started: "service_started", ready: "service_healthy", completed: "service_completed_successfully" } as const satisfies Record<Condition, string>;

/** A service as it is rendered, and its files as the document lists them. */
type Rendered = Pick<ComposeDocument, "secrets" | "configs"> & { readonly name: string; readonly service: ComposeService };

/**
 * Definitions → a Compose file that runs without neotool. Pure; its holes are still to be written in Compose's notation.
 * One-shots are part of their service's health check: see {@link healthCheckOf}.
 */
export const renderCompose = (services: readonly Service[], context: RenderContext): ComposeDocument => {
  const ordered = startOrder(services);
  const byName = new Map(ordered.map((service) => [service.name, service]));
  const preferredPort = (service: string, endpoint: string): number => {
    const found = byName.get(service);
    const port = found?.kind === "container" ? found.endpoints[endpoint]?.preferredHostPort : undefined;
    if (port === undefined) throw new Error(`there is no endpoint ${service}.${endpoint}`);
    return port;
  };
  const fill = (value: Text): string => resolveText(value, (ref) => holeFor(ref, preferredPort));
  const containers = ordered.filter((service) => service.kind === "container").map((service) => fillContainer(service, fill, context.source));
  const rendered = containers.map((container) => {
    const tasks = ordered.filter(isTaskOn(container.name)).map((task) => fillTask(task, fill));
    return containerOf(container, tasks.map((task) => scriptFor(task, container, context.psqlScript)), byName);
  });
  return {
    name: "neotool",
    services: Object.fromEntries(rendered.map(({ name, service }) => [name, service])),
    volumes: Object.fromEntries(containers.flatMap(({ volumes = [] }) => volumes.map(({ name }) => [name, {}]))),
    secrets: Object.fromEntries(rendered.flatMap(({ secrets }) => Object.entries(secrets))),
    configs: Object.fromEntries(rendered.flatMap(({ configs }) => Object.entries(configs))),
  };
};

const isTaskOn =
  (target: string) =>
  (service: Service): service is TaskService =>
    service.kind === "task" && service.target === target;

/** A one-shot is no service here: who waits for it waits for the service whose health check does it. */
const dependenciesOf = ({ name, dependsOn = {} }: DesiredContainer["service"], byName: ReadonlyMap<string, Service>): Readonly<Record<string, Condition>> =>
  Object.fromEntries(
    Object.entries(dependsOn).flatMap(([dependency, condition]) => {
      const task = byName.get(dependency);
      if (task?.kind !== "task") return [[dependency, condition] as const];
      return task.target === undefined || task.target === name ? [] : [[task.target, "ready"] as const];
    }),
  );

const containerOf = (service: DesiredContainer["service"], scripts: readonly Script[], byName: ReadonlyMap<string, Service>): Rendered => {
  const { name, limits } = service;
  const dependsOn = dependenciesOf(service, byName);
  const health = healthCheckOf(service, scripts);
  const { mounts, ...files } = filesOf(name, [...service.files, ...health.files]);
  return {
    name,
    ...files,
    service: {
      image: service.image,
      hostname: name,
      ...(service.entrypoint && { entrypoint: service.entrypoint }),
      ...(service.command && { command: service.command }),
      ...(service.runAs && { user: `${service.runAs.uid}:${service.runAs.gid}` }),
      ...(service.env && { environment: service.env }),
      ...mounts,
      ports: Object.entries(service.endpoints).map(
        ([endpoint, { containerPort, preferredHostPort }]) => `${LOOPBACK}:${portHole(name, endpoint, preferredHostPort)}:${containerPort}`,
      ),
      ...(service.hostName !== undefined && { extra_hosts: [`${service.hostName}:host-gateway`] }),
      ...(service.volumes && { volumes: service.volumes.map((volume) => `${volume.name}:${volume.path}`) }),
      ...health.service,
      ...(Object.keys(dependsOn).length > 0 && {
        depends_on: Object.fromEntries(Object.entries(dependsOn).map(([dependency, condition]) => [dependency, { condition: CONDITIONS[condition] }])),
      }),
      mem_limit: `${limits.memoryMiB}m`,
      ...(limits.shmMiB !== undefined && { shm_size: `${limits.shmMiB}m` }),
      ...(limits.nofile !== undefined && { ulimits: { nofile: limits.nofile } }),
      security_opt: ["no-new-privileges:true"],
      stop_grace_period: `${stopGraceOf(service)}s`,
      logging: { driver: "json-file", options: { "max-size": "20m", "max-file": "3" } },
    },
  };
};
