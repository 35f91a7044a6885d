/** What either of two streams tells, as it comes. Ends, or fails, with the first of them that does. */
export async function* mergeChanges<T>(first: AsyncIterable<T>, second: AsyncIterable<T>): AsyncGenerator<T> {
  const sources = [first, second].map((source) => source[Symbol.asyncIterator]());
  const take = (index: number) => {
    const source = sources[index];
    if (!source) throw new Error("there are two");
    return source.next().then((result) => ({ index, result }));
  };
  const pending = sources.map((_source, index) => take(index));
  try {
    for (;;) {
      const { index, result } = await Promise.race(pending);
      if (result.done === true) return;
      yield result.value;
      pending[index] = take(index);
    }
  } finally {
    for (const one of pending) one.catch(() => {}); // it is aborted with the others
  }
}
