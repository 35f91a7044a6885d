import { variablesFor } from "../env/variables.ts";
import type { DesiredProcess } from "../planner/desired.ts";
import { connectionFacts } from "./data/connection-facts.ts";
import { knownInstance } from "./known-instance.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * What a program of the project is started with: the caller's own environment, and over it what the stack tells to its consumer, as
 * `neotool dev env` prints it. Asked at its start, when keys and ports are there. Holds secrets.
 */
export const programEnvironment = async (project: Project, surroundings: Surroundings, { service }: DesiredProcess): Promise<Readonly<Record<string, string>>> => {
  const known = await knownInstance(project, surroundings, undefined);
  const facts = await connectionFacts(project, known, { user: project.settings.postgres.owner, credential: "postgres.owner" });
  const inherited = Object.entries(surroundings.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(inherited), ...Object.fromEntries(variablesFor(facts, service.consumer)) };
};
