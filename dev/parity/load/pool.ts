/** Runs so many jobs at a time; the others wait in the order in which they came. */
export type Pool = <T>(job: () => Promise<T>) => Promise<T>;

export const createPool = (size: number): Pool => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running >= size) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
