import type { Condition, ContainerService, Service, TaskService } from "../../model/service.ts";
import { resolveText, type Text } from "../../model/text.ts";
import type { DesiredContainer, ResolvedFile } from "../../planner/desired.ts";
import { fillContainer, fillTask } from "../../planner/resolve.ts";
import { startOrder } from "../../planner/start-order.ts";
import type { ComposeDocument, ComposeService } from "./document.ts";
import { filesOf } from "./files.ts";
import { holeFor, portHole } from "./holes.ts";
import { scriptFor, type PsqlScript } from "./one-shot.ts";

export interface RenderContext {
  /** Text of a file below `compose/`. */
  source(path: string): string;
  readonly psqlScript: PsqlScript;
}

/** Stays up and does nothing: see {@link readyService}. */
export const READY = "ready";
const LOOPBACK = "127.0.0.1";
const READY_WITHIN_SECONDS = 60;

const CONDITIONS = { started: "service_started", ready: "service_healthy", completed: "service_completed_successfully" } as const satisfies Record<Condition, string>;

/** The same for every container, ours and Compose's. */
const HABITS = {
  security_opt: ["no-new-privileges:true"],
  restart: "no", // after a reboot Vault would be up without its keys: `up` starts it all again
} as const;

/** A service as it is rendered, and its files as the document lists them. */
type Rendered = Pick<ComposeDocument, "secrets" | "configs"> & { readonly name: string; readonly service: ComposeService };

/**
 * Definitions → a Compose file that runs without neotool. Pure; its holes are still to be written in Compose's notation. One-shots of one service become one container,
 * `<service>-setup`, that ends with 0; where a definition has none of them to do, there is no container.
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
  const setups = containers.flatMap((target) => setupOf(target, ordered.filter(isTaskOn(target.name)).map((task) => fillTask(task, fill)), byName, context));
  const rendered = [...containers.map(containerOf), ...setups, ...readyService(containers, setups)];
  return {
    name: "neotool",
    services: Object.fromEntries(rendered.map(({ name, service }) => [name, service])),
    volumes: Object.fromEntries(containers.flatMap(({ volumes = [] }) => volumes.map(({ name }) => [name, {}]))),
    secrets: Object.assign({}, ...rendered.map(({ secrets }) => secrets)),
    configs: Object.assign({}, ...rendered.map(({ configs }) => configs)),
  };
};

const isTaskOn =
  (target: string) =>
  (service: Service): service is TaskService =>
    service.kind === "task" && service.target === target;

const containerOf = (service: DesiredContainer["service"]): Rendered => {
  const { name, limits, healthCheck, dependsOn = {} } = service;
  const { mounts, ...files } = filesOf(name, [...service.files, ...newIn(healthCheck?.files ?? [], service.files)]);
  return {
    name,
    ...files,
    service: {
      image: service.image,
      hostname: name,
      ...(service.command && { command: service.command }),
      ...(service.env && { environment: service.env }),
      ...mounts,
      ports: Object.entries(service.endpoints).map(
        ([endpoint, { containerPort, preferredHostPort }]) => `${LOOPBACK}:${portHole(name, endpoint, preferredHostPort)}:${containerPort}`,
      ),
      ...(service.volumes && { volumes: service.volumes.map((volume) => `${volume.name}:${volume.path}`) }),
      ...(healthCheck && { healthcheck: { test: ["CMD", ...healthCheck.command], ...oncePerSecond(service) } }),
      ...(Object.keys(dependsOn).length > 0 && {
        depends_on: Object.fromEntries(Object.entries(dependsOn).map(([dependency, condition]) => [dependency, { condition: CONDITIONS[condition] }])),
      }),
      mem_limit: `${limits.memoryMiB}m`,
      ...(limits.shmMiB !== undefined && { shm_size: `${limits.shmMiB}m` }),
      ...(limits.nofile !== undefined && { ulimits: { nofile: limits.nofile } }),
      ...HABITS,
      ...(service.stopGraceSeconds !== undefined && { stop_grace_period: `${service.stopGraceSeconds}s` }),
      logging: { driver: "json-file", options: { "max-size": "20m", "max-file": "3" } },
    },
  };
};

const newIn = (files: readonly ResolvedFile[], there: readonly ResolvedFile[]): readonly ResolvedFile[] => files.filter(({ path }) => !there.some((known) => known.path === path));

/** No start period: from engine 25 on a check inside it comes every five seconds, and older engines refuse to be told otherwise. */
const oncePerSecond = ({ readyWithinSeconds = READY_WITHIN_SECONDS }: Pick<ContainerService, "readyWithinSeconds">) => ({ interval: "1s", timeout: "5s", retries: readyWithinSeconds });

/** The one-shots of a service, as one container of the same image. */
const setupOf = (target: DesiredContainer["service"], tasks: readonly TaskService<string>[], byName: ReadonlyMap<string, Service>, { psqlScript }: RenderContext): readonly Rendered[] => {
  const scripts = tasks.map(({ action }) => scriptFor(action, target, psqlScript)).filter(({ lines }) => lines.length > 0);
  if (scripts.length === 0) return [];
  const name = setupName(target.name);
  const files = scripts.flatMap((script) => script.files);
  const { mounts, ...listed } = filesOf(name, files.filter(({ path }, index) => files.findIndex((file) => file.path === path) === index));
  return [
    {
      name,
      ...listed,
      service: {
        image: target.image,
        entrypoint: ["sh", "-euc"],
        command: [[...new Set(scripts.flatMap(({ lines }) => lines))].join("\n")],
        ...mounts,
        depends_on: Object.fromEntries(tasks.flatMap(({ dependsOn = {} }) => Object.keys(dependsOn)).flatMap((dependency) => dependencyOf(dependency, target.name, byName))),
        mem_limit: `${target.limits.memoryMiB}m`,
        ...HABITS,
      },
    },
  ];
};

const setupName = (target: string): string => `${target}-setup`;

/** A one-shot of the same service is in the same script; one without a service is done by who writes the .env file. */
const dependencyOf = (dependency: string, target: string, byName: ReadonlyMap<string, Service>): readonly (readonly [string, { readonly condition: (typeof CONDITIONS)[Condition] }])[] => {
  const found = byName.get(dependency);
  if (found?.kind === "container") return [[dependency, { condition: "service_healthy" }]];
  return found?.target === undefined || found.target === target ? [] : [[setupName(found.target), { condition: "service_completed_successfully" }]];
};

/**
 * Compose takes a container that has ended with 0 for a failure of `up --wait`, unless another service waits for its
 * completion (docker/compose#10596). Nothing in the stack does, so this one is there to wait, and stays up.
 */
const readyService = (containers: readonly DesiredContainer["service"][], setups: readonly Rendered[]): readonly Rendered[] => {
  // An image without a volume: Compose would make an anonymous one.
  const image = (containers.find(({ volumes }) => volumes === undefined) ?? containers[0])?.image;
  if (image === undefined || setups.length === 0) return [];
  return [
    {
      name: READY,
      secrets: {},
      configs: {},
      service: {
        image,
        entrypoint: ["sleep", "infinity"],
        depends_on: Object.fromEntries(setups.map(({ name }) => [name, { condition: "service_completed_successfully" }])),
        mem_limit: "16m",
        ...HABITS,
        stop_signal: "SIGKILL", // as the first process of its container, sleep hears no other
      },
    },
  ];
};
