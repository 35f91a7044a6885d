/**
 * Commands that a prompt, a script or a shell waits for. They have a program of their own, the same one without what only the
 * others do: to load all of it takes as long as to answer.
 */
export const QUICK = ["status", "ps", "env", "complete"] as const;

export type ProgramName = "quick" | "neotool";

/** Which program has what is asked for. */
export const programFor = ([group, command]: readonly string[]): ProgramName => (group === "dev" && QUICK.some((name) => name === command) ? "quick" : "neotool");
