import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { CONFIG_FILE } from "../stacks/config/load.ts";

/** `.git` is a file in a worktree: each worktree is a working copy of its own. */
const MARKS = [CONFIG_FILE, ".git"] as const;

/**
 * The folder whose instance is meant: the nearest one, upwards, with a `neotool.config.ts`, else the nearest with a
 * `.git`, else where we are.
 */
export const findWorkingCopy = async (from: string): Promise<string> => {
  const start = realpathSync.native(from);
  for (const mark of MARKS) {
    for (let directory = start; ; directory = dirname(directory)) {
      if (existsSync(join(directory, mark))) return directory;
      if (dirname(directory) === directory) break;
    }
  }
  return start;
};
