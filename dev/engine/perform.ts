import { DevError } from "../errors/dev-error.ts";
import type { FoundImage } from "../images/present.ts";
import type { Verdict } from "../model/probe.ts";
import type { TaskAction } from "../model/task.ts";
import type { Clock } from "../platform/clock.ts";
import type { Desired, DesiredContainer, DesiredProcess, DesiredTask } from "../planner/desired.ts";
import type { PresentImages } from "../planner/observed.ts";
import type { Operation } from "../planner/operation.ts";
import type { Address } from "../probes/address.ts";
import { awaitProgram } from "./await-program.ts";
import { becomeReady } from "./become-ready.ts";
import { checkVolume } from "./check-volume.ts";
import type { Emit } from "./events.ts";
import type { Programs } from "./programs.ts";
import type { Runtime } from "./runtime.ts";

/** The service that a one-shot works on, and where it is. */
export interface TaskTarget {
  readonly desired: DesiredContainer;
  readonly address: Address;
}

/** Everything that an operation can touch. */
export interface PerformTools {
  readonly desired: Desired;
  readonly images: PresentImages;
  readonly runtime: Runtime;
  readonly programs: Programs;
  readonly clock: Clock;
  readonly emit: Emit;
  findImage(reference: string, report: (text: string) => void, signal: AbortSignal): Promise<FoundImage>;
  probe(desired: DesiredContainer, address: Address): Promise<Verdict>;
  /** Resolves with what people should know although nothing failed. */
  runTask(action: TaskAction<string>, on: TaskTarget | undefined, signal: AbortSignal): Promise<readonly string[]>;
  /** Why a start failed, where it is a port: the engine's own words name no holder. */
  explainBusyPorts(ports: readonly number[]): Promise<DevError | undefined>;
  readonly timeoutMs: number | undefined;
  /** Ends waits, downloads and builds: the first Ctrl+C. */
  readonly soft: AbortSignal;
  /** Ends also what changes the engine: the second Ctrl+C. */
  readonly hard: AbortSignal;
}

const HOST = "127.0.0.1";

/** Maps each operation of a plan to the one effect that it is. */
export const createPerform = (tools: PerformTools): ((op: Operation, cut: AbortSignal) => Promise<void>) => {
  const { desired, runtime, hard, soft } = tools;
  const found = new Map(tools.images);
  const say = (type: "progress" | "notice", service: string) => (text: string) => tools.emit({ type, service, text, at: tools.clock.now() });
  const checkVolumes = async ({ name, service }: DesiredContainer) => {
    for (const check of service.volumeChecks ?? []) await checkVolume(check, name, (path) => runtime.readFile(name, path, hard));
  };

  return async (op, cut) => {
    switch (op.kind) {
      case "create-network":
      case "remove-network":
      case "create-volume":
      case "remove-volume":
      case "remove":
      case "list-logs":
      case "stop-cluster":
      case "remove-cluster":
        return runtime.apply(op, hard);
      case "create-cluster":
        return createCluster(tools);
      case "find-image": {
        const { image } = containerOf(desired, op.service).service;
        found.set(image, await tools.findImage(image, say("progress", op.service), soft));
        return;
      }
      case "create": {
        const target = containerOf(desired, op.service);
        const image = found.get(target.service.image);
        if (!image) throw new Error(`${op.service} is created before its image was found`);
        return runtime.apply({ kind: "create", desired: target, image }, hard);
      }
      case "check-volume":
        return checkVolumes(containerOf(desired, op.service));
      case "start": {
        const program = programOf(desired, op.service);
        if (program) return tools.programs.start(program, hard);
        return start(containerOf(desired, op.service), tools);
      }
      case "stop":
        return runtime.apply(op, hard);
      case "await-ready": {
        const program = programOf(desired, op.service);
        if (program) return awaitProgram(program, { ...tools, onReason: say("progress", op.service) }, soft);
        const target = containerOf(desired, op.service);
        const probe = (container: DesiredContainer) => tools.probe(container, addressOf(container, container.service.readiness.endpoint));
        return becomeReady(target, { ...tools, probe, checkVolumes: () => checkVolumes(target), onReason: say("progress", op.service), onRepair: say("notice", op.service) }, AbortSignal.any([soft, cut]));
      }
      case "run-task": {
        const { service } = taskOf(desired, op.service);
        const target = service.target === undefined ? undefined : containerOf(desired, service.target);
        const on = target && "endpoint" in service.action ? { desired: target, address: addressOf(target, service.action.endpoint) } : undefined;
        const notices = await tools.runTask(service.action, on, soft);
        notices.forEach(say("notice", op.service));
        return;
      }
    }
  };
};

/** Nothing goes on without a node, which is what the finder of images would offer. */
const withoutNode = (cause: unknown): unknown => {
  if (!(cause instanceof DevError) || cause.code !== "IMAGE_UNAVAILABLE") return cause;
  return new DevError(cause.code, `${cause.message}, and no cluster is made without it`, {
    hint: "Fetch it while there is a network (neotool dev images pull), name another one as cluster.image in neotool.config.ts, or: neotool dev up --runtime container",
    cause,
    evidence: cause.evidence,
  });
};

const createCluster = async ({ desired, runtime, findImage, emit, clock, soft, hard, explainBusyPorts }: PerformTools): Promise<void> => {
  const containers = [...desired.values()].filter((service) => service.kind === "container");
  const publish = new Map(containers.flatMap(({ name, ports }) => Object.entries(ports).map(([endpoint, port]) => [`${name}.${endpoint}`, port] as const)));
  const volumes = containers.flatMap(({ service }) => (service.volumes ?? []).map(({ name }) => name));
  const say = (text: string) => containers.forEach(({ name }) => emit({ type: "progress", service: name, text, at: clock.now() }));
  if (runtime.clusterImage === undefined) throw new Error(`the runtime ${runtime.id} has no cluster`);
  const image = await findImage(runtime.clusterImage, say, soft).catch((cause: unknown) => {
    throw withoutNode(cause);
  });
  try {
    await runtime.apply({ kind: "create-cluster", image, publish, volumes }, hard);
  } catch (error) {
    if (!(error instanceof DevError) || error.code !== "PORT_BUSY") throw error;
    throw (await explainBusyPorts([...publish.values()])) ?? error;
  }
};

const start = async ({ name, ports }: DesiredContainer, { runtime, hard, explainBusyPorts }: PerformTools): Promise<void> => {
  try {
    await runtime.apply({ kind: "start", service: name }, hard);
  } catch (error) {
    // Somebody may have taken a port between our look and the start.
    throw (await explainBusyPorts(Object.values(ports))) ?? error;
  }
};

const addressOf = ({ name, ports }: DesiredContainer, endpoint: string): Address => {
  const port = ports[endpoint];
  if (port === undefined) throw new Error(`${name} has no endpoint ${endpoint}`);
  return { host: HOST, port };
};

const containerOf = (desired: Desired, name: string): DesiredContainer => {
  const service = desired.get(name);
  if (service?.kind !== "container") throw new Error(`${name} is no container of this plan`);
  return service;
};

const programOf = (desired: Desired, name: string): DesiredProcess | undefined => {
  const service = desired.get(name);
  return service?.kind === "process" ? service : undefined;
};

const taskOf = (desired: Desired, name: string): DesiredTask => {
  const service = desired.get(name);
  if (service?.kind !== "task") throw new Error(`${name} is no one-shot of this plan`);
  return service;
};
