/** Things that are done at once, and of which each is for nothing without the others. */
export interface Together extends AsyncDisposable {
  /** Aborted when one of them fails, and when nobody wants them any more. */
  readonly signal: AbortSignal;
  /** One more of them. */
  with<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Disposing of it waits until none of them is at work any more. @param signal Ends all of them. */
export const together = (signal: AbortSignal): Together => {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const under = new Set<Promise<unknown>>();
  return {
    signal: either,
    with: (act) => {
      const acting = act(either).catch((error: unknown) => {
        failed.abort(error);
        throw error;
      });
      under.add(acting);
      acting.catch(() => {}); // whoever waits for it is told
      return acting;
    },
    [Symbol.asyncDispose]: async () => void (await Promise.allSettled(under)),
  };
};
