import type { Closing } from "../finding.ts";
import type { Judged } from "../judge.ts";

/** A change of the config, and the difference that it closes. */
export interface ProposedChange extends Closing {
  readonly id: string;
}

const covers = (a: readonly string[], b: readonly string[]): boolean => a.every((key, index) => b[index] === key);

/**
 * What a config key can close: of unexplained differences alone, each key once, the worst difference first.
 */
export const closingsOf = (judged: readonly Judged[]): readonly ProposedChange[] => {
  const chosen: ProposedChange[] = [];
  for (const { finding, verdict } of judged) {
    const { closing } = finding;
    if (!closing || verdict.is !== "drift") continue;
    if (chosen.some(({ path }) => covers(path, closing.path) || covers(closing.path, path))) continue;
    chosen.push({ ...closing, id: finding.id });
  }
  return chosen;
};
