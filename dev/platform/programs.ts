import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/** Where the system keeps programs for root: on Debian they are not on a user's PATH, and `dockerd` is one of them. */
export const SYSTEM_FOLDERS: readonly string[] = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

/**
 * Whether a program is installed. Nothing is started.
 *
 * @param more Folders to look into besides PATH. @default none
 */
export const isInstalled = async (program: string, path: string | undefined, more: readonly string[] = []): Promise<boolean> => {
  const folders = [...(path ?? "").split(delimiter).filter((folder) => folder !== ""), ...more];
  const found = await Promise.all(folders.map((folder) => isExecutable(join(folder, program))));
  return found.includes(true);
};

/** Whether a shell would find something to run in a word: a path, or a name on PATH. Nothing is started. */
export const isRunnable = (word: string, { cwd, path }: { readonly cwd: string; readonly path: string | undefined }): Promise<boolean> => (word.includes("/") ? isExecutable(resolve(cwd, word)) : isInstalled(word, path));
