import { unknownName } from "../../platform/closest.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import { SNAPSHOT_ACTIONS, type SnapshotInput } from "../commands/snapshot.ts";
import type { SnapshotAction } from "./snapshot/action.ts";

const ACTIONS: Readonly<Record<(typeof SNAPSHOT_ACTIONS)[number], () => Promise<{ readonly run: SnapshotAction }>>> = {
  list: () => import("./snapshot/list.ts"),
  save: () => import("./snapshot/save.ts"),
  show: () => import("./snapshot/show.ts"),
  restore: () => import("./snapshot/restore.ts"),
  rm: () => import("./snapshot/remove.ts"),
  diff: () => import("./snapshot/diff.ts"),
  export: () => import("./snapshot/export.ts"),
  import: () => import("./snapshot/import.ts"),
};

export const run = async ({ args, options }: SnapshotInput, context: CommandContext): Promise<CommandResult> => {
  const [name = "list", ...names] = args;
  const known = SNAPSHOT_ACTIONS.find((one) => one === name);
  if (known === undefined) throw unknownName("action", name, SNAPSHOT_ACTIONS);
  const action = await ACTIONS[known]();
  return action.run(await openProject(context.surroundings), names, options, context);
};
