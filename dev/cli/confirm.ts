import { createInterface } from "node:readline/promises";
import { DevError } from "../errors/dev-error.ts";
import type { CommandContext } from "./command.ts";

/**
 * Asks before something is destroyed. Without a terminal nobody can answer, so it refuses instead of waiting.
 *
 * @param yes `--yes` was given: not asked.
 * @throws {DevError} `CONFIRMATION_REQUIRED` when nobody can be asked, or the answer is no.
 */
export const confirm = async ({ output, interrupt }: CommandContext, question: string, yes: boolean): Promise<void> => {
  if (yes) return;
  const refused = (message: string) => new DevError("CONFIRMATION_REQUIRED", message, { hint: "Add --yes if that is what you want. Nothing was touched." });
  if (output.mode === "json" || process.stdin.isTTY !== true) throw refused(`This needs a yes: ${question}`);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} [y/N] `, { signal: interrupt.soft });
    if (!/^y(es)?$/i.test(answer.trim())) throw refused("Not confirmed");
  } finally {
    prompt.close();
  }
};

/** Asks at a terminal, until it is one of the two. Who goes away, or interrupts, has it rolled back. */
export const keepOrRollBack = async ({ interrupt }: CommandContext): Promise<"keep" | "roll back"> => {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  // In its raw mode a terminal sends no signal.
  prompt.on("SIGINT", interrupt.raise);
  prompt.on("close", () => gone.abort());
  try {
    for (;;) {
      const answer = (await prompt.question("Keep these changes, or roll them back? [k/r] ", { signal: AbortSignal.any([interrupt.soft, gone.signal]) })).trim();
      if (/^k(eep)?$/i.test(answer)) return "keep";
      if (/^r(oll ?back)?$/i.test(answer)) return "roll back";
    }
  } catch (error) {
    if (interrupt.soft.aborted || gone.signal.aborted) return "roll back";
    throw error;
  } finally {
    prompt.close();
  }
};
