import { readFile, rm } from "node:fs/promises";
import { writeAtomically } from "../../platform/files.ts";
import { logFiles } from "./log-files.ts";
import type { ProcessPaths } from "./paths.ts";
import { readShipped, writeShipped } from "./supervisor/shipping/shipped-file.ts";
import type { SupervisorState } from "./supervisor/spec.ts";

/** Takes a program out of the file of a supervisor that has ended, with its log. */
export const forgetProgram = async (paths: ProcessPaths, service: string): Promise<void> => {
  for (const file of logFiles(paths.logs, service)) await rm(file, { force: true });
  const shipped = readShipped(paths.shipped);
  writeShipped(paths.shipped, { ...shipped, taken: Object.fromEntries(Object.entries(shipped.taken).filter(([name]) => name !== service)) });
  const state: SupervisorState = JSON.parse(await readFile(paths.state, "utf8"));
  const apps = state.apps.filter(({ name }) => name !== service);
  if (apps.length > 0) await writeAtomically(paths.state, `${JSON.stringify({ ...state, apps }, null, 2)}\n`);
  else {
    await rm(paths.socket, { force: true });
    await rm(paths.folder, { recursive: true, force: true });
  }
};
