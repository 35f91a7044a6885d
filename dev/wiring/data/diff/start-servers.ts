import { storesOf, type Stores } from "../../../data/stores.ts";
import { runPlan, type Observer } from "../../../engine/run-plan.ts";
import type { Runtime } from "../../../engine/runtime.ts";
import { DevError } from "../../../errors/dev-error.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import type { Desired } from "../../../planner/desired.ts";
import { withPlan } from "../../bring-up.ts";
import type { Connection } from "../../connection.ts";
import { desiredState } from "../../desired-state.ts";
import { performTools } from "../../perform-tools.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { RevivedProject } from "./revived-project.ts";

/** Images are there: the instance itself runs on them. */
const AS_THEY_ARE = { offline: true, bundle: undefined, standIns: false } as const;

export interface StartTools {
  /** Of the snapshot. */
  readonly name: string;
  /** Nothing starts before that; all else is done meanwhile. */
  readonly filled: Promise<void>;
  readonly observer: Observer;
  warn(text: string): void;
  /** Told how the stores will be reached. */
  planned(stores: Stores): void;
}

const behind = (filled: Promise<void>, runtime: Runtime): Runtime => ({
  ...runtime,
  apply: async (operation, signal) => {
    if (operation.kind === "start") await filled;
    return runtime.apply(operation, signal);
  },
});

/** Ports as they were chosen. */
const portsOf = (desired: Desired): ReadonlyMap<string, number> =>
  new Map([...desired.values()].flatMap((service) => (service.kind === "container" ? Object.entries(service.ports).map(([endpoint, port]) => [`${service.name}.${endpoint}`, port] as const) : [])));

/** Who reads of a service that did not start would look for it in vain. */
const notRevived = (name: string, cause: unknown): unknown =>
  cause instanceof DevError && cause.code.startsWith("SERVICE_")
    ? new DevError("SNAPSHOT_FAILED", `The snapshot ${name} could not be brought to life to be compared: ${cause.message}`, { hint: "Run the same command again. --only compares the other stores.", cause, evidence: cause.evidence })
    : cause;

/**
 * Makes and starts the servers of a snapshot by the usual plan. Resolves when all are ready.
 *
 * @throws {DevError} `SNAPSHOT_FAILED` where one does not come up; `IMAGE_UNAVAILABLE`, `PORT_BUSY` and the like.
 */
export const startServers = async ({ project, containers, services, credentials }: RevivedProject, surroundings: Surroundings, { engine, runtime, programs }: Connection, { name, filled, observer, warn, planned }: StartTools, interrupt: Interrupt): Promise<void> => {
  const request = { services: containers, ports: new Map<string, number>(), strictPorts: false, observe: runtime.observe };
  await withPlan(project, surroundings, { engine, runtime, programs }, request, { warn, moved: () => {} }, interrupt.soft, async ({ plan, desired, observed, images }) => {
    planned(storesOf(new Map([...desiredState(project, services, {}, portsOf(desired), credentials), ...desired])));
    const subject = { desired, present: images, policy: AS_THEY_ARE, timeoutMs: undefined };
    const { ok, errors } = await runPlan(plan, observed, performTools(project, surroundings, { engine, runtime: behind(filled, runtime), programs }, subject, interrupt), observer);
    if (!ok) throw interrupt.soft.aborted ? interrupt.soft.reason : notRevived(name, errors[0]);
  });
};
