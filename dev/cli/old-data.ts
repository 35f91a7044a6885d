import { createInterface } from "node:readline/promises";
import type { Held, OldDataChoice } from "../wiring/data/held.ts";
import type { CommandContext } from "./command.ts";

const KEYS: Readonly<Record<string, OldDataChoice>> = { k: "keep", u: "upgrade", r: "reset" };

/** What may be done with data that are in the way, as a question. Pure. */
export const oldDataQuestion = (held: readonly Held[]): string => {
  const canUpgrade = held.every((one) => one.canUpgrade);
  return [
    ...held.map(({ why }) => why),
    "  k  keep it as it is, and end here",
    ...(canUpgrade ? ["  u  upgrade: begin anew and take the data over; what is there stays as a snapshot"] : []),
    "  r  reset: begin anew; what is there stays as a snapshot",
    `[${canUpgrade ? "k/u/r" : "k/r"}] `,
  ].join("\n");
};

/** The answer of a person: what is none, and anything that cannot be, keeps all as it is. Pure. */
export const oldDataAnswer = (text: string, held: readonly Held[]): OldDataChoice => {
  const choice = KEYS[text.trim().toLowerCase().slice(0, 1)] ?? "keep";
  return choice === "upgrade" && !held.every(({ canUpgrade }) => canUpgrade) ? "keep" : choice;
};

/** What is to become of old data: as the option says, else as a person at the terminal says, else they are kept. */
export const chooseForOldData = async ({ output, interrupt }: CommandContext, held: readonly Held[], asked: OldDataChoice | undefined): Promise<OldDataChoice> => {
  if (held.length === 0) return "keep";
  if (asked !== undefined) return asked;
  if (output.mode === "json" || process.stdin.isTTY !== true) return "keep";
  process.stdin.ref(); // the screen that has just gone has let go of it, and nothing else keeps this process waiting
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return oldDataAnswer(await prompt.question(oldDataQuestion(held), { signal: interrupt.soft }), held);
  } finally {
    prompt.close();
  }
};
