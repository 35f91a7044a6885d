import { peekState, type InstanceState } from "../instance/state.ts";
import type { Service } from "../model/service.ts";
import type { Desired } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import { prepareCredentials } from "../secrets/credentials.ts";
import { readJwtKeys } from "../secrets/jwt-keys.ts";
import { credentialNames, desiredState, portWishes } from "./desired-state.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the next `up` would bring about, as far as it can be told without asking for ports. */
export interface Expected {
  readonly desired: Desired;
  readonly state: InstanceState;
}

/** Last time's where the wish is still the same; what runs, where nothing is remembered; else the wish. */
const expectedPorts = (services: readonly Service[], observed: Observed, state: InstanceState): ReadonlyMap<string, number> =>
  new Map(portWishes(services, new Map(), observed, state).map(({ key, preferred, remembered, bound }) => [key, remembered ?? (state.ports[key] === undefined ? bound : undefined) ?? preferred]));

/** The definition of the whole stack, filled in. Writes nothing: credentials that nobody drew yet are drawn and forgotten. Holds secrets, which the redactor then knows. */
export const expected = async (project: Project, { redactor }: Surroundings, observed: Observed): Promise<Expected> => {
  const { directory, config, stack } = project;
  const [state, keys, { credentials }] = await Promise.all([
    peekState(directory.state),
    readJwtKeys(directory.jwt),
    prepareCredentials(directory.credentials, credentialNames(stack.services), config.credentials ?? {}),
  ]);
  redactor.hide(...credentials.values.values(), ...keys.map(({ privatePem }) => privatePem));
  return { state, desired: desiredState(project, stack.services, observed, expectedPorts(stack.services, observed, state), credentials) };
};
