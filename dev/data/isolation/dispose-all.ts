/** Disposes of all, also of those that come after one that fails. @throws the first failure, when all have had their turn. */
export const disposeAll = async (all: Iterable<AsyncDisposable>): Promise<void> => {
  const results = await Promise.allSettled([...all].map((one) => one[Symbol.asyncDispose]()));
  for (const result of results) if (result.status === "rejected") throw result.reason;
};

/** Does it once for all who ask; where it fails, whoever asks next tries again. */
export const onceDone = (act: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined;
  return () =>
    (done ??= act().catch((error: unknown) => {
      done = undefined;
      throw error;
    }));
};
