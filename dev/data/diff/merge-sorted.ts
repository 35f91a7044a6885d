/** Something sorted that comes in pieces. */
export type Batches<T> = AsyncIterable<readonly T[]>;

interface Reader<T> {
  head: T | undefined;
  /** To the next one of this piece; `false`: another piece is needed. */
  next(): boolean;
  load(): Promise<void>;
}

const readerOf = <T>(batches: Batches<T>): Reader<T> => {
  const source = batches[Symbol.asyncIterator]();
  let [batch, at]: [readonly T[], number] = [[], 0];
  const reader: Reader<T> = {
    head: undefined,
    next: () => {
      at += 1;
      reader.head = batch[at];
      return at < batch.length;
    },
    load: async () => {
      for (;;) {
        const { value, done } = await source.next();
        if (done === true) return;
        if (value.length === 0) continue;
        [batch, at] = [value, 0];
        reader.head = value[0];
        return;
      }
    },
  };
  return reader;
};

/**
 * Goes through two sorted sequences side by side. Of each, one piece is held.
 *
 * @param compare The order of both, and which of them are the same thing (0).
 * @param see Called in order, with what is the same on both sides together; `undefined` where one side has it not.
 */
export const mergeSorted = async <T>(before: Batches<T>, after: Batches<T>, compare: (one: T, other: T) => number, see: (before: T | undefined, after: T | undefined) => void): Promise<void> => {
  const [left, right] = [readerOf(before), readerOf(after)];
  await Promise.all([left.load(), right.load()]);
  for (;;) {
    const [one, other] = [left.head, right.head];
    if (one === undefined && other === undefined) return;
    const order = one === undefined ? 1 : other === undefined ? -1 : compare(one, other);
    see(order <= 0 ? one : undefined, order >= 0 ? other : undefined);
    // Not awaited for each of millions.
    if (order <= 0 && !left.next()) await left.load();
    if (order >= 0 && !right.next()) await right.load();
  }
};
