import { DevError } from "../errors/dev-error.ts";
import { peekState, type InstanceState } from "../instance/state.ts";
import { selectServices } from "../planner/select.ts";
import type { Desired } from "../planner/desired.ts";
import type { ObservedContainers } from "../planner/observed.ts";
import { readJwtKeys } from "../secrets/jwt-keys.ts";
import { readCredentials, type Credentials } from "../secrets/credentials.ts";
import { bindings } from "./bindings.ts";
import { desiredState } from "./desired-state.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** An instance that was brought up before: what is needed to talk to it. */
export interface KnownInstance {
  readonly state: InstanceState;
  readonly credentials: Credentials;
  readonly ports: ReadonlyMap<string, number>;
}

/** @throws {DevError} `SERVICE_NOT_RUNNING` when this working copy was never brought up. */
export const knownInstance = async (project: Project, { redactor }: Surroundings, observed: ObservedContainers | undefined): Promise<KnownInstance> => {
  const credentials = await readCredentials(project.directory.credentials);
  if (!credentials) {
    throw new DevError("SERVICE_NOT_RUNNING", `Nothing was brought up yet in ${project.instance.workingCopy}`, { hint: "neotool dev up" });
  }
  const keys = await readJwtKeys(project.directory.jwt);
  redactor.hide(...credentials.values.values(), ...keys.map(({ privatePem }) => privatePem));
  const state = await peekState(project.directory.state);
  return { state, credentials, ports: bindings(project, observed, state) };
};

/** What was made in a service that runs, for one that need not run now: who empties it makes it again. */
const madeForOthers = ({ stack }: Project, { state }: KnownInstance, { containers }: ObservedContainers): readonly string[] =>
  stack.services.flatMap((service) => (service.kind === "task" && service.doneFor === "dependant" && service.name in state.tasks && containers.has(service.target ?? "") ? [service.name] : []));

/** The definition of the services that this instance has containers for, filled in as it runs. Holds secrets. */
export const desiredOfRunning = (project: Project, known: KnownInstance, observed: ObservedContainers): Desired => {
  const only = project.stack.services.filter(({ name }) => observed.containers.has(name)).map(({ name }) => name);
  if (only.length === 0) return new Map();
  const services = selectServices(project.stack, { only: [...only, ...madeForOthers(project, known, observed)] }).filter(({ kind, name }) => kind === "task" || observed.containers.has(name));
  return desiredState(project, services, observed, known.ports, known.credentials);
};
