/** Calls a function at most once in `everyMs`: at once after a pause, otherwise at the end of the interval. Idle, it has no timer. */
export interface Throttled extends Disposable {
  (): void;
}

export const throttled = (act: () => void, everyMs: number): Throttled => {
  let timer: NodeJS.Timeout | undefined;
  let isWanted = false;
  const run = () => {
    timer = undefined;
    if (!isWanted) return;
    isWanted = false;
    timer = setTimeout(run, everyMs);
    act();
  };
  const call = () => {
    isWanted = true;
    if (timer === undefined) run();
  };
  return Object.assign(call, {
    [Symbol.dispose]: () => {
      isWanted = false;
      clearTimeout(timer);
    },
  });
};
