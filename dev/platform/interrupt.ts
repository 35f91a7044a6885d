import { DevError } from "../errors/dev-error.ts";

/** Ctrl+C in two steps. The first aborts `soft`: nothing new is begun. The second aborts `hard`: what runs is cut off. */
export interface Interrupt {
  readonly soft: AbortSignal;
  readonly hard: AbortSignal;
  /** Ctrl+C as a key: a terminal in raw mode sends no signal. */
  raise(): void;
  /** Stops listening; the signals' default behaviour comes back. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export const interruption = (): DevError =>
  new DevError("INTERRUPTED", "Interrupted", { hint: "Run the command again to go on from here." });

/** @param onInterrupt Called at once with the number of the interruption, so that it is acknowledged before anything ends. */
export const listenForInterrupt = (onInterrupt: (count: number) => void): Interrupt => {
  const soft = new AbortController();
  const hard = new AbortController();
  let count = 0;
  const handle = () => {
    count += 1;
    onInterrupt(count);
    (count === 1 ? soft : hard).abort(interruption());
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    soft: soft.signal,
    hard: hard.signal,
    raise: handle,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, handle);
    },
  };
};
