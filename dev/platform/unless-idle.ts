/**
 * What a promise settles to; rejects when the process has nothing left to do while it is open. It stays open for ever
 * then, and Node would end the process as if all were done, with exit code 0.
 *
 * Of several, one inside the other, only the innermost rejects: it knows best what is waited for.
 *
 * @param complaint Makes the error.
 */
export const unlessIdle = async <T>(promise: Promise<T>, complaint: () => Error): Promise<T> => {
  const idle = Promise.withResolvers<never>();
  const onIdle = (): void => {
    if (process.listeners("beforeExit").at(-1) === onIdle) idle.reject(complaint());
  };
  process.on("beforeExit", onIdle);
  try {
    return await Promise.race([promise, idle.promise]);
  } finally {
    process.off("beforeExit", onIdle);
  }
};
