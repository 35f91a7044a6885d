import { DevError } from "../../errors/dev-error.ts";

const MOST_LINES = 12;

/** Why a program on volumes ended before it was done. @param said What it said; a line `full` of its own names the reason. @param exitCode `undefined`: nobody knows. */
export const workFailure = (said: readonly string[], complaints: string, exitCode: number | undefined): DevError => {
  const evidence = complaints.split("\n").filter((line) => line !== "").slice(0, MOST_LINES);
  if (said.includes("full")) return new DevError("DISK_FULL", "The engine's disk is full", { hint: "Free some space: neotool dev snapshot list shows what snapshots take, neotool dev snapshot rm removes one.", evidence });
  return new DevError("SNAPSHOT_FAILED", `What works on volumes ended${exitCode === undefined ? "" : ` with exit code ${exitCode}`} before it was done`, { hint: "Run the same command again; neotool dev doctor looks at the engine.", evidence });
};
