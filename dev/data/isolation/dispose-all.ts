/** Waits for all, also for those that come after one that fails. @throws the first failure, when all have come to their end. */
export const allEnded = async (all: readonly PromiseLike<unknown>[]): Promise<void> => {
  for (const result of await Promise.allSettled(all)) if (result.status === "rejected") throw result.reason;
};

/** Disposes of all, in the same way. */
export const disposeAll = (all: Iterable<AsyncDisposable>): Promise<void> => allEnded([...all].map((one) => one[Symbol.asyncDispose]()));

/** Does it once for all who ask; where it fails, whoever asks next tries again. */
export const onceDone = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () =>
    (done ??= act().catch((error: unknown) => {
      done = undefined;
      throw error;
    }));
};
