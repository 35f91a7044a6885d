import { openProject } from "../../wiring/project.ts";
import { chosenAction } from "../chosen-action.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import { SNAPSHOT_ACTIONS, type SnapshotInput } from "../commands/snapshot.ts";
import type { SnapshotAction } from "./snapshot/action.ts";

const ACTIONS: Readonly<Record<keyof typeof SNAPSHOT_ACTIONS, () => Promise<{ readonly run: SnapshotAction }>>> = {
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
  const { action, words } = chosenAction(SNAPSHOT_ACTIONS, "snapshot", args, "list");
  const { run: act } = await ACTIONS[action]();
  return act(await openProject(context.surroundings), words, options, context);
};
