import { DevError } from "../../errors/dev-error.ts";

/** Part of a volume's name and of a file's: what both take. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,59}$/;

/** What the stores hold now, where a snapshot could be named. */
export const LIVE = "live";

/** @throws {DevError} `USAGE` for what cannot be a snapshot's name. */
export const checkName = (name: string): string => {
  if (name === LIVE) throw new DevError("USAGE", `"${LIVE}" cannot be the name of a snapshot: it means what the stores hold now`, { hint: "Take another name." });
  if (NAME.test(name)) return name;
  throw new DevError("USAGE", `"${name}" cannot be the name of a snapshot`, { hint: "Up to 60 letters, digits, dots, dashes and underscores, the first a letter or a digit." });
};

/** By the time, so that the newest comes last in any list. @example "2026-11-21-141503" */
export const nameByTime = (date: Date, taken: readonly string[]): string => {
  const name = date.toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");
  return taken.includes(name) ? nameByTime(new Date(date.getTime() + 1_000), taken) : name;
};
