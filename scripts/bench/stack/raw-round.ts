import { instanceLabels, createOptions } from "../../../dev/runtimes/container/create-options.ts";
import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage } from "../../../dev/images/present.ts";
import { networkName, type Instance } from "../../../dev/model/instance.ts";
import type { DesiredContainer } from "../../../dev/planner/desired.ts";
import { cpuOfOthers, ownCpu } from "../measure/cpu.ts";
import { timeOf } from "../measure/interleave.ts";
import type { Bench } from "../row.ts";
import { belongings, purge } from "./belongings.ts";
import { ENGINE } from "./bound-from.ts";
import type { RawStack } from "./raw-stack.ts";
import { STUB_IMAGE } from "./stubs.ts";

/** `cold`: from nothing but the images. `warm`: the containers are there, stopped, and so are their data. */
export type Temperature = "cold" | "warm";

/** Everything that a service depends on, the first ones first. */
const dependenciesOf = (stack: RawStack, { service }: DesiredContainer): readonly DesiredContainer[] => {
  const direct = stack.containers.filter(({ name }) => name in (service.dependsOn ?? {}));
  return [...new Set(direct.flatMap((one) => [...dependenciesOf(stack, one), one]))];
};

const startAndAwait = async (stack: RawStack, services: readonly DesiredContainer[]): Promise<void> => {
  for (const one of services) {
    await stack.start(one);
    await stack.ready(one);
  }
};

/** One service alone, with what it depends on up: until it was started and ready, and its CPU time until then. */
const alone = async (temperature: Temperature, stack: RawStack, one: DesiredContainer): Promise<Readonly<Record<string, number>>> => {
  const dependencies = dependenciesOf(stack, one);
  await startAndAwait(stack, dependencies);
  for (const task of stack.tasks.filter(({ name }) => name in (one.service.dependsOn ?? {}))) await stack.runTask(task);
  const began = performance.now();
  if (temperature === "cold") await stack.create(one);
  await stack.start(one);
  const started = performance.now();
  const ready = await stack.ready(one);
  const cpu = await stack.cpuMs(one);
  for (const running of [one, ...dependencies]) await stack.stop(running);
  return { [`${one.name}.started`]: started - began, [`${one.name}.done`]: ready - began, [`${one.name}.cpu`]: cpu };
};

/**
 * Every service and every one-shot alone, once: the times that a lower bound is made of. Cold, the stack must not be
 * there yet; warm, it must have been up once. Leaves the containers stopped.
 */
export const rawRound = async (temperature: Temperature, stack: RawStack): Promise<Readonly<Record<string, number>>> => {
  const measured: Record<string, number> = {};
  if (temperature === "cold") measured["network.done"] = await timeOf(stack.createNetwork);
  for (const one of stack.containers) Object.assign(measured, await alone(temperature, stack, one));
  await Promise.all(stack.containers.map(async (one) => startAndAwait(stack, [one])));
  // Warm, a one-shot without a service has nothing to do: its files are there.
  for (const task of stack.tasks.filter(({ service }) => temperature === "cold" || service.target !== undefined)) {
    measured[`${task.name}.cpu`] = await ownCpu(async () => (measured[`${task.name}.done`] = await timeOf(() => stack.runTask(task))));
  }
  await Promise.all(stack.containers.map(stack.stop));
  return measured;
};

/**
 * What the engine needs to make and start as many containers at once, with the same ports, when nothing happens in them:
 * the time, and the CPU time of all its helpers.
 *
 * @param instance Its own, so that it may have the same services.
 */
export const engineFloor = async (temperature: Temperature, { containers }: RawStack, instance: Instance, { api, engine }: Bench): Promise<Readonly<Record<string, number>>> => {
  const image = await presentImage(engine.socket, lockedImage(STUB_IMAGE));
  if (!image) throw new Error(`the image ${STUB_IMAGE} is not in the engine: neotool dev images pull`);
  const createAll = async () => {
    await api.call("POST", "/networks/create", { body: { Name: networkName(instance), Driver: "bridge", Labels: instanceLabels(instance) } });
    return Promise.all(
      containers.map(async (one) => {
        const { name, HostConfig, Entrypoint: _ours, ...options } = createOptions(one, image, instance);
        const body = { ...options, Env: [], Cmd: ["sleep", "3600"], HostConfig: { ...HostConfig, Mounts: [] } };
        return api.call<{ Id: string }>("POST", `/containers/create?name=${name}`, { body });
      }),
    );
  };
  const startAll = (ids: readonly { readonly Id: string }[]) => Promise.all(ids.map(({ Id }) => api.call("POST", `/containers/${Id}/start`)));
  const made = temperature === "warm" ? await createAll() : undefined;
  let ms = 0;
  const cpuMs = await cpuOfOthers(async () => (ms = await timeOf(async () => startAll(made ?? (await createAll())))));
  await purge(api, await belongings(api, instance));
  return { [ENGINE]: ms, [`${ENGINE}.cpu`]: cpuMs };
};
