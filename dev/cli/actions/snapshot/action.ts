import { DevError } from "../../../errors/dev-error.ts";
import { unknownSnapshot } from "../../../wiring/data/snapshot/remove-snapshot.ts";
import { readManifests } from "../../../wiring/data/snapshot/manifests.ts";
import type { Project } from "../../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../../command.ts";
import type { SnapshotInput } from "../../commands/snapshot.ts";

export type SnapshotAction = (project: Project, names: readonly string[], options: SnapshotInput["options"], context: CommandContext) => Promise<CommandResult>;

/** The one snapshot that is meant: by its name, or the newest. @throws {DevError} `USAGE`, `SNAPSHOT_UNKNOWN` */
export const meant = async ({ directory }: Project, [name, ...more]: readonly string[], { last }: SnapshotInput["options"], action: string): Promise<string> => {
  if (more.length > 0 || (name !== undefined && last)) throw new DevError("USAGE", `One snapshot is meant, not several`, { hint: `neotool dev snapshot ${action} <name>` });
  if (name !== undefined) return name;
  if (!last) throw new DevError("USAGE", `Which snapshot is not said`, { hint: `neotool dev snapshot ${action} <name>, or --last for the newest; neotool dev snapshot list shows them.` });
  const newest = (await readManifests(directory)).at(-1);
  if (!newest) throw unknownSnapshot("--last", []);
  return newest.name;
};
