/** Something by its name on both sides. */
export interface Pair<T> {
  readonly name: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** All names of two maps, sorted, each with what either side has. */
export const pairsOf = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): readonly Pair<T>[] =>
  [...new Set([...before.keys(), ...after.keys()])].sort().map((name) => ({ name, before: before.get(name), after: after.get(name) }));

/** What became of something. @param isSame Asked where both sides have it. */
export const changeOf = <T>({ before, after }: Pair<T>, isSame: (before: T, after: T) => boolean): "added" | "removed" | "changed" | undefined => {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return isSame(before, after) ? undefined : "changed";
};
