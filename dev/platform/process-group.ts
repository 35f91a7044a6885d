/** A process group that is ended when its time is up or it is not wanted any more. */
interface WatchedGroup extends Disposable {
  timedOut(): boolean;
}

interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** Between being asked to end and being killed. */
  readonly graceMs: number;
}

const signalGroup = (group: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-group, name);
  } catch {
    // ESRCH: it ended between our look and our signal, which is what was wanted
  }
};

/**
 * Ends a whole process group by SIGTERM, and what ignores that by SIGKILL. Disposing of it when the group's leader has
 * ended leaves a group alone that was not to be ended.
 *
 * @param group Process id of its leader.
 */
export const watchGroup = (group: number, { signal, timeoutMs, graceMs }: Limits): WatchedGroup => {
  let timedOut = false;
  let killing: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup(group, "SIGTERM");
    killing ??= setTimeout(() => signalGroup(group, "SIGKILL"), graceMs);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, timeoutMs);
  signal?.addEventListener("abort", end, { once: true });
  return {
    timedOut: () => timedOut,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      clearTimeout(killing);
      signal?.removeEventListener("abort", end);
      if (killing !== undefined) signalGroup(group, "SIGKILL"); // the leader has ended; a child that hid its output may not have
    },
  };
};
