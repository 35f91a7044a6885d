/**
 * Commands that a prompt, a script or a shell waits for, in programs of their own: to load all of the others takes as long as to
 * answer. Who completes a word has to know them all, and does none.
 */
export const PROGRAMS = { quick: ["status", "ps", "env"], complete: ["complete"], neotool: [] } as const;

export type ProgramName = keyof typeof PROGRAMS;

/** Which program has what is asked for. */
export const programFor = ([group, command]: readonly string[]): ProgramName => {
  const has = (name: "quick" | "complete"): boolean => group === "dev" && PROGRAMS[name].some((one) => one === command);
  return has("quick") ? "quick" : has("complete") ? "complete" : "neotool";
};
