import { variablesFor } from "../../env/variables.ts";
import { formatVariables } from "../../env/format.ts";
import type { ConnectionFacts } from "../../env/connections.ts";
import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";
import type { Observed } from "../../planner/observed.ts";
import { connect } from "../../wiring/connection.ts";
import { connectionFacts } from "../../wiring/data/connection-facts.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { EnvInput } from "../commands/env.ts";

/** The engine knows best which ports are bound; without it, what was bound last is still the best answer. */
const observeIfPossible = async (project: Project, surroundings: Surroundings): Promise<Observed | undefined> => {
  try {
    const { runtime } = await connect(project, surroundings);
    return await runtime.observe(AbortSignal.timeout(10_000));
  } catch (error) {
    if (error instanceof DevError) return undefined;
    throw error;
  }
};

const roleOf = ({ settings }: Project, asked: string | undefined): ConnectionFacts["role"] => {
  const { owner, schemas, databases } = settings.postgres;
  if (asked === undefined || asked === owner) return { user: owner, credential: "postgres.owner" };
  const roles = [...schemas, ...Object.values(databases).flatMap((database) => database.schemas)];
  if (!roles.includes(asked)) throw unknownName("role", asked, [owner, ...roles]);
  return { user: asked, credential: `postgres.${asked}` };
};

export const run = async ({ options }: EnvInput, { surroundings, output }: CommandContext): Promise<CommandResult> => {
  const project = await openProject(surroundings);
  const role = roleOf(project, options.role);
  const observed = await observeIfPossible(project, surroundings);
  const { credentials, ports } = await knownInstance(project, surroundings, observed);
  const isUp = [...(observed?.containers.values() ?? [])].some(({ state }) => state === "running");
  if (!isUp) output.warn("nothing of this instance runs: these are the values of the last time (neotool dev up)");
  const facts = await connectionFacts(project, { credentials, ports }, role);
  const variables = variablesFor(facts, options.for);
  return { data: Object.fromEntries(variables), text: formatVariables(variables, options.format ?? "dotenv") };
};
