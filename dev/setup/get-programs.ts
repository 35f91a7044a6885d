import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { isFitVersion, ownProgramFolder, ownVersionOf, programVersion, type ClusterProgramName, type FindProgram } from "../platform/cluster-programs.ts";
import { exec } from "../platform/exec.ts";
import { packageRoot } from "../platform/package-root.ts";

/** A program that this machine lacks, and what makes it. */
export interface MissingProgram {
  readonly name: ClusterProgramName;
  readonly version: string;
  /** Where it will be. */
  readonly folder: string;
  readonly script: string;
}

const LONG_MS = 1_800_000;

/** What the recipes are compiled with, by their go.mod. */
export const GO = { name: "go", atLeast: "1.24.0" } as const;

/** Where the recipe of a program is. */
export const recipeOf = (name: ClusterProgramName): string => join(packageRoot, "scripts", "programs", name, "build.sh");

/** Those of some programs that are not there, or too old or new. */
export const missingPrograms = async (find: FindProgram, cache: string, names: readonly ClusterProgramName[]): Promise<readonly MissingProgram[]> => {
  const looked = await Promise.all(
    names.map(async (name) => {
      const version = await programVersion(name, await find(name)).catch(() => undefined); // one that does not answer will not do
      if (isFitVersion(name, version)) return [];
      return [{ name, version: ownVersionOf(name), folder: ownProgramFolder(cache, name), script: recipeOf(name) }];
    }),
  );
  return looked.flat();
};

interface GetOptions {
  /** Folders to put before PATH, with a Go that is new enough. */
  readonly folders: readonly string[];
  readonly offline: boolean;
  readonly signal: AbortSignal;
  report(text: string): void;
}

/**
 * Compiles programs from their published Go modules, for neotool alone: nothing is installed.
 *
 * @throws {DevError} `COMMAND_FAILED`, `SETUP_FAILED` for one that was made and does not run
 */
export const getPrograms = async (programs: readonly MissingProgram[], { folders, offline, signal, report }: GetOptions): Promise<void> => {
  const env = { PATH: [...folders, process.env.PATH ?? ""].join(":"), ...(offline && { GOPROXY: "off" }) };
  for (const { name, version, folder, script } of programs) {
    report(`compiling ${name} ${version}: a minute or a few, once`);
    const hint = `Run it by hand to see more: bash ${script} ${folder}`;
    await exec("bash", [script, folder], { hint, env, signal, timeoutMs: LONG_MS, end: "group", onLine: report });
    const made = await programVersion(name, join(folder, name));
    if (!isFitVersion(name, made)) throw new DevError("SETUP_FAILED", `${name} was compiled, and says that it is ${made ?? "nothing"}`, { hint });
  }
};
