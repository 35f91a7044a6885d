import { DevError } from "../errors/dev-error.ts";
import { selectServices, type Selection } from "../planner/select.ts";
import { portsTaken, stopHolders, takenPorts, type TakenPort } from "../wiring/app-ports.ts";
import { connect } from "../wiring/connection.ts";
import type { Project } from "../wiring/project.ts";
import type { CommandContext } from "./command.ts";
import { confirm } from "./confirm.ts";
import { isInteractive } from "./terminal/interactive.ts";

const question = (taken: readonly TakenPort[]): string => `${taken.map(({ app, port, holder }) => `${app} wants port ${port}, which ${holder} has.`).join(" ")} Stop ${taken.length === 1 ? "it" : "them"}?`;

const saysYes = async (context: CommandContext, text: string): Promise<boolean> => {
  try {
    await confirm(context, text, false);
    return true;
  } catch (error) {
    if (error instanceof DevError && error.code === "CONFIRMATION_REQUIRED") return false;
    throw error;
  }
};

/**
 * Before applications are started: who has their ports is named, and stopped where that is wanted and it is the project's own.
 *
 * @param replace It was asked for.
 * @throws {DevError} `PORT_BUSY` with every holder, also when the answer is no.
 */
export const freeAppPorts = async (project: Project, context: CommandContext, selection: Selection, replace: "replace" | "ask"): Promise<void> => {
  const { surroundings, interrupt } = context;
  const apps = selectServices(project.stack, selection).filter((service) => service.kind === "process");
  if (apps.length === 0) return;
  const { programs } = await connect(project, surroundings, interrupt.soft);
  const taken = await takenPorts(project, programs, apps);
  if (taken.length === 0) return;
  const isOwn = taken.every(({ isOfProject }) => isOfProject);
  if (!isOwn || (replace === "ask" && !isInteractive(context))) throw portsTaken(taken);
  if (replace === "ask" && !(await saysYes(context, question(taken)))) throw portsTaken(taken);
  await stopHolders(taken);
};
