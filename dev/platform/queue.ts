/** Runs one job at a time; of those that wait, the one with the smallest cost first. */
export type JobQueue = <T>(cost: number, job: () => Promise<T>) => Promise<T>;

export const createJobQueue = (): JobQueue => {
  const waiting: { readonly cost: number; readonly begin: () => void }[] = [];
  let busy = false;
  const next = () => {
    const cheapest = waiting.sort((a, b) => a.cost - b.cost).shift();
    busy = cheapest !== undefined;
    cheapest?.begin();
  };
  return async (cost, job) => {
    // A turn of the event loop, so that jobs which are handed in together are compared before the first begins.
    await new Promise<void>((begin) => {
      waiting.push({ cost, begin });
      if (!busy) {
        busy = true;
        setImmediate(next);
      }
    });
    try {
      return await job();
    } finally {
      next();
    }
  };
};
