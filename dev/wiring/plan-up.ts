import { existsSync } from "node:fs";
import type { Engine } from "../docker/connect.ts";
import { lockedImage } from "../images/lock.ts";
import { presentImage } from "../images/present.ts";
import { readState, type InstanceState } from "../instance/state.ts";
import { imagesOf } from "../model/images-of.ts";
import { volumeName } from "../model/instance.ts";
import type { Service } from "../model/service.ts";
import { choosePorts, type PortMove, type PortWish } from "../planner/choose-ports.ts";
import type { Desired } from "../planner/desired.ts";
import type { Observed, PresentImages } from "../planner/observed.ts";
import type { Plan } from "../planner/operation.ts";
import { departed } from "../planner/plan-removal.ts";
import { reconcile } from "../planner/reconcile.ts";
import type { PortReservations } from "../platform/port-reservations.ts";
import { prepareCredentials } from "../secrets/credentials.ts";
import type { Connection } from "./connection.ts";
import { credentialNames, desiredState, portWishes } from "./desired-state.ts";
import { portQuestions } from "./port-questions.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PlanRequest {
  readonly services: readonly Service[];
  /** Exact ports by `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  readonly strictPorts: boolean;
  observe(signal: AbortSignal): Promise<Observed>;
}

/** What planning says besides its result. */
export interface PlanReport {
  moved(move: PortMove): void;
  warn(text: string): void;
}

/** What would be done, and everything that doing it needs. Nothing was written or changed yet. */
export interface PlannedUp {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly observed: Observed;
  readonly images: PresentImages;
  /** With the chosen ports in it: to be written before anything runs. */
  readonly state: InstanceState;
  keepCredentials(): Promise<void>;
}

/** Observes and decides. @throws {DevError} `PORT_BUSY`, `STATE_UNREADABLE`, `ENGINE_FAILED`. */
export const planUp = async (
  project: Project,
  surroundings: Surroundings,
  { engine }: Connection,
  { services, ports: asked, strictPorts, observe }: PlanRequest,
  reservations: PortReservations,
  report: PlanReport,
  signal: AbortSignal,
): Promise<PlannedUp> => {
  const { directory, instance, config } = project;
  const state = await readState(directory.state, report.warn);
  const { credentials, keep } = await prepareCredentials(directory.credentials, credentialNames(services), config.credentials ?? {});
  surroundings.redactor.hide(...credentials.values.values());
  const [observed, images] = await Promise.all([observe(signal), presentImages(engine, services, signal)]);
  for (const stranger of observed.strangers) report.warn(`${stranger} bears this instance's name, but neotool did not make it: it is left alone`);

  const wishes = portWishes(services, asked, observed, state);
  const { ports, moves } = await reservations.choose(
    (isReserved) => choosePorts(wishes, strictPorts, portQuestions(engine.socket, isReserved, signal)),
    (chosen) => [...chosen.ports.values()],
  );
  moves.forEach(report.moved);

  const desired = desiredState(project, services, observed, ports, credentials);
  const defined = new Set(project.stack.services.map(({ name }) => name));
  for (const { service } of departed(observed, defined)) report.warn(`${service} is no longer in the definition: its container is removed, its volumes stay`);
  const plan = reconcile({ desired, defined, observed, images, done: tasksStillDone(state, project), volumeName: (volume) => volumeName(instance, volume) });
  return { plan, desired, observed, images, state: { ...state, ports: rememberedPorts(state, wishes, ports) }, keepCredentials: keep };
};

const presentImages = async ({ socket }: Engine, services: readonly Service[], signal: AbortSignal): Promise<PresentImages> => {
  const found = await Promise.all(imagesOf(services).map(async (reference) => [reference, await presentImage(socket, lockedImage(reference), signal)] as const));
  return new Map(found.flatMap(([reference, image]) => (image ? [[reference, image]] : [])));
};

const rememberedPorts = (state: InstanceState, wishes: readonly PortWish[], ports: ReadonlyMap<string, number>): InstanceState["ports"] => ({
  ...state.ports,
  ...Object.fromEntries(wishes.map(({ key, preferred }) => [key, { wanted: preferred, bound: ports.get(key) ?? preferred }])),
});

/** The keys are files of their own: without them, what was done with them must be done again. */
const tasksStillDone = (state: InstanceState, { directory }: Project): InstanceState["tasks"] => {
  if (existsSync(directory.jwks)) return state.tasks;
  const { "jwt-keys": _keys, "vault-jwt-keys": _vault, jwks: _jwks, ...others } = state.tasks;
  return others;
};
