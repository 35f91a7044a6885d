import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { exec } from "../platform/exec.ts";
import { packageRoot } from "../platform/package-root.ts";

const LONG_MS = 900_000;
const SCRIPT = join(packageRoot, "scripts", "images", "newer-tool.sh");

/**
 * Unpacks a program from a newer Debian release into the cache, for our own use: the system's packages stay as they are.
 *
 * @param script What gets it: program and folder in, the folder for PATH as its last line.
 * @returns the folder with the program.
 * @throws {DevError} `COMMAND_FAILED`, `TOOL_MISSING`
 */
export const newerFromDebian = async (name: string, cacheDirectory: string, signal: AbortSignal, script = SCRIPT): Promise<string> => {
  const hint = `Install a newer ${name} yourself, then run the same command again.`;
  const output = await exec("bash", [script, name, join(cacheDirectory, "tools", name)], { hint, signal, end: "group", timeoutMs: LONG_MS });
  const folder = output.trim().split("\n").at(-1);
  if (!folder) throw new DevError("TOOL_MISSING", `A newer ${name} could not be had from Debian`, { hint });
  return folder;
};
