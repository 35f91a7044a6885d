import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const KEPT = 20;

/** A new file for this run's log; the oldest ones go. */
export const runLogPath = async (directory: string, command: string, date: Date): Promise<string> => {
  const old = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(".ndjson")).sort();
  for (const name of old.slice(0, Math.max(0, old.length - KEPT + 1))) await rm(join(directory, name), { force: true }).catch(() => {}); // one log more is no reason to fail
  return join(directory, `${date.toISOString().replace(/[:.]/g, "-")}-${command}.ndjson`);
};
