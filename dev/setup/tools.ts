import type { ReportProgress } from "../images/progress.ts";
import type { NeededTool } from "../images/recipe.ts";
import { exec } from "../platform/exec.ts";
import { versionIn } from "../platform/version.ts";
import { installPackages } from "./apt.ts";
import type { AsRoot } from "./as-root.ts";
import { fitTools } from "./fit-tools.ts";
import type { Machine } from "./machine.ts";
import { newerFromDebian } from "./newer-tool.ts";

interface ToolTools {
  readonly machine: Machine;
  readonly root: AsRoot;
  readonly cacheDirectory: string;
}

/** How a program is asked for its version; most know `--version`. */
const VERSION_ARGUMENT: Readonly<Record<string, string>> = { go: "version" };

/**
 * What a program says of its version; `undefined` when there is none or it does not run.
 *
 * @param folder Put before PATH.
 */
export const versionOf = async (name: string, folder: string | undefined, signal: AbortSignal): Promise<string | undefined> => {
  const env = folder === undefined ? {} : { env: { PATH: `${folder}:${process.env.PATH ?? ""}` } };
  const answer = await exec(name, [VERSION_ARGUMENT[name] ?? "--version"], { hint: "", signal, ...env }).catch(() => undefined);
  signal.throwIfAborted();
  return answer === undefined ? undefined : (versionIn(answer) ?? "0");
};

/** {@link fitTools} with this machine. @throws {DevError} `TOOL_MISSING`, `SETUP_NEEDS_ROOT`, `COMMAND_FAILED`. */
export const prepareTools = (needed: readonly NeededTool[], { machine, root, cacheDirectory }: ToolTools, report: ReportProgress, signal: AbortSignal): Promise<readonly string[]> =>
  fitTools(
    needed,
    {
      hasApt: machine.hasApt,
      versionOf: (name, folder) => versionOf(name, folder, signal),
      install: (packages, whereKnown) => installPackages(root, packages, whereKnown),
      getNewer: (name) => newerFromDebian(name, cacheDirectory, signal),
    },
    report,
  );
