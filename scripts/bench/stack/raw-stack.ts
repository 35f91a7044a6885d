import { createTaskRunner } from "../../../dev/data/run-task.ts";
import { engineInfo } from "../../../dev/docker/info.ts";
import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage, type FoundImage } from "../../../dev/images/present.ts";
import { containerName, networkName, volumeName } from "../../../dev/model/instance.ts";
import type { Service } from "../../../dev/model/service.ts";
import { systemClock } from "../../../dev/platform/clock.ts";
import type { Desired, DesiredContainer, DesiredTask } from "../../../dev/planner/desired.ts";
import { archiveOf } from "../../../dev/runtimes/container/archive.ts";
import { logFilesOf } from "../../../dev/runtimes/container/log-links.ts";
import { createOptions, instanceLabels } from "../../../dev/runtimes/container/create-options.ts";
import { prepareCredentials } from "../../../dev/secrets/credentials.ts";
import { credentialNames, desiredState } from "../../../dev/wiring/desired-state.ts";
import type { Project } from "../../../dev/wiring/project.ts";
import type { Bench } from "../row.ts";
import { firstYes, questionFor } from "./oracle.ts";

/** The same containers as the product makes, by nothing but calls of the engine. */
export interface RawStack {
  readonly desired: Desired;
  readonly containers: readonly DesiredContainer[];
  readonly tasks: readonly DesiredTask[];
  createNetwork(): Promise<void>;
  /** With its volumes and files. */
  create(service: DesiredContainer): Promise<void>;
  start(service: DesiredContainer): Promise<void>;
  /** @returns when the oracle first said yes (`performance.now()`). */
  ready(service: DesiredContainer): Promise<number>;
  runTask(task: DesiredTask): Promise<void>;
  stop(service: DesiredContainer): Promise<void>;
  /** CPU time of a running container since its start, in milliseconds. */
  cpuMs(service: DesiredContainer): Promise<number>;
}

interface Stats {
  readonly cpu_stats: { readonly cpu_usage: { readonly total_usage: number } };
}

const HOST = "127.0.0.1";
const NANOSECONDS = 1e6;
const GRACE_SECONDS = 30;
const INFO_WITHIN_MS = 10_000;

/** @param ports Host port by `service.endpoint`. */
export const rawStack = async (project: Project, services: readonly Service[], ports: ReadonlyMap<string, number>, { api, engine, signal }: Bench): Promise<RawStack> => {
  const { instance, directory } = project;
  const { credentials, keep } = await prepareCredentials(directory.credentials, credentialNames(services), {});
  await keep();
  const desired = desiredState(project, services, {}, ports, credentials);
  const containers = [...desired.values()].flatMap((one) => (one.kind === "container" ? [one] : []));
  const images = new Map(await Promise.all(containers.map(async ({ service }) => [service.image, await imageOf(engine.socket, service.image)] as const)));
  const path = ({ name }: DesiredContainer) => `/containers/${containerName(instance, name)}`;
  const logFiles = logFilesOf(await engineInfo(engine.socket, INFO_WITHIN_MS, signal));
  const runTask = createTaskRunner(directory, systemClock, async () => {});
  const addressOf = (service: DesiredContainer, endpoint: string) => ({ host: HOST, port: service.ports[endpoint] ?? 0 });
  return {
    desired,
    containers,
    tasks: [...desired.values()].flatMap((one) => (one.kind === "task" ? [one] : [])),
    createNetwork: async () => {
      await api.call("POST", "/networks/create", { body: { Name: networkName(instance), Driver: "bridge", Labels: instanceLabels(instance) } });
    },
    create: async (one) => {
      const image = images.get(one.service.image);
      if (!image) throw new Error(`no image for ${one.name}`);
      await Promise.all((one.service.volumes ?? []).map(({ name }) => api.call("POST", "/volumes/create", { body: { Name: volumeName(instance, name), Labels: instanceLabels(instance) } })));
      const { name, ...options } = createOptions(one, image, instance, logFiles);
      await api.call("POST", `/containers/create?name=${name}`, { body: options });
      const { files } = one.service;
      if (files.length > 0) await api.call("PUT", `${path(one)}/archive?path=/`, { body: await archiveOf(files) });
    },
    start: async (one) => void (await api.call("POST", `${path(one)}/start`)),
    ready: async (one) => firstYes(await questionFor(one.service.readiness, addressOf(one, one.service.readiness.endpoint)), signal),
    runTask: async ({ service: { action, target } }) => {
      const on = containers.find(({ name }) => name === target);
      await runTask(action, on && "endpoint" in action ? { desired: on, address: addressOf(on, action.endpoint) } : undefined, signal);
    },
    stop: async (one) => void (await api.call("POST", `${path(one)}/stop?t=${GRACE_SECONDS}`, { tolerated: [304] })),
    cpuMs: async (one) => (await api.call<Stats>("GET", `${path(one)}/stats?stream=false&one-shot=1`)).cpu_stats.cpu_usage.total_usage / NANOSECONDS,
  };
};

const imageOf = async (socket: string, reference: string): Promise<FoundImage> => {
  const image = await presentImage(socket, lockedImage(reference));
  if (!image) throw new Error(`the image ${reference} is not in the engine: bring the stack up once`);
  return image;
};
