import { isSame } from "../../data/diff/diff.ts";
import { DevError } from "../../errors/dev-error.ts";
import { inSeconds } from "../../platform/duration.ts";
import { interruption } from "../../platform/interrupt.ts";
import type { EndedProgram } from "../../platform/foreground.ts";
import { LIVE } from "../../data/snapshot/names.ts";
import { tryCommand, type Decision, type Tried } from "../../wiring/data/try/try-command.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { TryInput } from "../commands/try.ts";
import { keepOrRollBack } from "../confirm.ts";
import { diffText } from "../diff-text.ts";
import { runFailure } from "../run-failure.ts";
import { withReporting } from "../run-reporting.ts";

/** What was said beforehand; `undefined`: it is asked for. @throws {DevError} `USAGE`, `CONFIRMATION_REQUIRED` where nobody could be asked: better now than afterwards. */
const decidedBefore = ({ keep, rollback }: TryInput["options"], canAsk: boolean): Decision | undefined => {
  if (keep && rollback) throw new DevError("USAGE", "What the command changes is either kept or rolled back", { hint: "--keep or --rollback" });
  if (keep) return "keep";
  if (rollback) return "roll back";
  if (canAsk) return undefined;
  throw new DevError("CONFIRMATION_REQUIRED", "Nobody can be asked here whether to keep what the command changes", { hint: "Say it beforehand: --keep or --rollback. Nothing was run." });
};

const endedText = ({ exitCode, signal }: EndedProgram): string => (signal === null ? `The command ended with exit code ${exitCode}.` : `The command was ended by ${signal}.`);

const outcomeText = ({ rolledBack, compared, snapshot }: Tried): string => {
  if (rolledBack) return `✔ rolled back: the data are what they were, after ${inSeconds(rolledBack.tookMs)}`;
  const later = `neotool dev snapshot restore ${snapshot}   rolls back later`;
  return compared && isSame(compared) ? `✔ kept, and nothing was changed\n\n${later}` : `✔ kept\n\n${later}`;
};

/** All of it goes to stderr: stdout is the command's, or the document's. */
export const run = async ({ args, options }: TryInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output, interrupt } = context;
  const decided = decidedBefore(options, output.mode === "text" && process.stdin.isTTY === true);
  const project = await openProject(surroundings);
  return await withReporting("try", project, context, async ({ observer, logPath }) => {
    const report = {
      say: output.narrate,
      warn: output.warn,
      observer,
      saved: ({ manifest, pauseMs }: { readonly manifest: { readonly name: string }; readonly pauseMs: number }) => output.narrate(`Snapshot ${manifest.name}: writers stood still for ${Math.round(pauseMs)} ms. Running ${args[0] ?? ""}`),
      ended: (how: EndedProgram) => output.narrate(`\n${endedText(how)} Comparing the data`),
      compared: (found: Parameters<typeof diffText>[0]) => output.narrate(`\n${diffText(found, "before", LIVE)}\n`),
      decide: async () => decided ?? (await keepOrRollBack(context)),
    };
    const tried = await tryCommand(project, surroundings, args, output.mode === "json" ? "stderr" : "stdout", report, interrupt);
    const { snapshot, ended, compared, rolledBack } = tried;
    const isBack = rolledBack?.ok !== false;
    if (isBack) output.narrate(outcomeText(tried));
    const data = { command: args, ...ended, outcome: rolledBack ? "rolled back" : "kept", snapshot: rolledBack?.ok ? null : snapshot, diff: compared ?? null };
    if (rolledBack && !isBack) return { data, text: "", failure: notRolledBack(runFailure(rolledBack, { ...interrupt, soft: interrupt.hard }, logPath), snapshot) };
    if (interrupt.soft.aborted) return { data, text: "", failure: new DevError("INTERRUPTED", "Interrupted; what the command had changed is rolled back", { hint: "Nothing is left to do.", cause: interruption() }) };
    return { data, text: "", exitCode: ended.exitCode };
  });
};

const notRolledBack = (cause: unknown, snapshot: string): unknown =>
  cause instanceof DevError ? new DevError(cause.code, `Rolling back did not come to its end: ${cause.message}`, { hint: `${cause.hint}\nThe snapshot is there: neotool dev snapshot restore ${snapshot}`, cause, evidence: cause.evidence }) : cause;
