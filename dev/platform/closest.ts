import { DevError } from "../errors/dev-error.ts";

/** How many single-letter edits (insert, delete, replace, swap of neighbours) make `a` into `b`. */
const distance = (a: string, b: string): number => {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped));
    }
  }
  return at(a.length, b.length);
};

/** The known word that was probably meant, or `undefined` when none is near: a third of the letters may be wrong. */
export const closest = (word: string, known: readonly string[]): string | undefined => {
  const ranked = known.map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
};

/** The error for a word that is not among the known ones, with what was probably meant. @example unknownName("service", "postgre", names) */
export const unknownName = (what: string, name: string, known: readonly string[]): DevError => {
  const meant = closest(name, known);
  return new DevError("USAGE", `There is no ${what} "${name}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`, {
    hint: `Known: ${known.join(", ") || "none"}.`,
  });
};
