import type { ParityResult } from "../../parity/report/result.ts";
import { applyFix, proposeFix, type ConfigFix } from "../../wiring/parity/fix-config.ts";
import { self, type Project } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";

const byHandText = ({ byHand }: ConfigFix): readonly string[] =>
  byHand.length === 0 ? [] : ["By hand, because it is computed where it would stand:", ...byHand.map(({ path, value, id }) => `  ${path.join(".")}: ${JSON.stringify(value)}  (${id})`)];

const textOf = (fix: ConfigFix, isWritten: boolean): string => {
  const { changes, diff, shown } = fix;
  if (changes.length === 0) return ["Nothing that differs can be closed by a key of neotool.config.ts.", ...byHandText(fix)].join("\n");
  const closes = changes.map(({ id }) => id).join(", ");
  const next = isWritten ? `Written to ${shown}. neotool dev up brings it to what runs.` : "neotool dev parity fix --yes writes it; nothing was changed.";
  return [diff.trimEnd(), "", `Closes ${closes}.`, ...byHandText(fix), next].join("\n");
};

/** Shows what the config would have to say, and with `--yes` writes it. */
export const fixParity = async (project: Project, result: ParityResult, yes: boolean, { surroundings }: CommandContext): Promise<CommandResult> => {
  const fix = await proposeFix(project, result.judged, surroundings.cwd);
  const isWritten = yes && fix.changes.length > 0;
  if (isWritten) await applyFix(fix, self);
  const change = ({ id, path, value }: ConfigFix["changes"][number]) => ({ id, path, value });
  return { data: { file: fix.shown, written: isWritten, diff: fix.diff, changes: fix.changes.map(change), byHand: fix.byHand.map(change) }, text: textOf(fix, isWritten) };
};
