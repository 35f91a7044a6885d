import type { Runtime, RuntimeChange } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Clock } from "../../platform/clock.ts";
import { coalesced } from "../../platform/coalesce.ts";

/** What is done about an engine that tells what happens. */
export interface EngineWatcher {
  /** Looks at what is so. Called at first, and after every change; a burst of changes is looked at once or twice. */
  look(signal: AbortSignal): Promise<void>;
  changed(change: RuntimeChange): void;
  /** The first look is done. */
  there(): void;
  /** It is over, or the engine is gone. */
  gone(): void;
  say(text: string): void;
}

const RETRY_MS = 2_000;

/** Watches an instance until the signal is aborted. The engine tells what happens, and nothing is polled; one that goes away is waited for. */
export const followEngine = async (runtime: Runtime, watcher: EngineWatcher, clock: Clock, signal: AbortSignal): Promise<void> => {
  const watch = async (until: AbortSignal, onChange: (change: RuntimeChange) => void): Promise<void> => {
    for await (const change of runtime.watch(until)) onChange(change);
  };
  const followOnce = async (onThere: () => void): Promise<void> => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const lookAgain = coalesced(() => watcher.look(either));
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {}); // nobody may be waiting any more
    try {
      // Watched before the first look: what happens in between is told.
      const watching = watch(either, (change) => {
        watcher.changed(change);
        lookAgain().catch(failed.reject);
      });
      await Promise.race([lookAgain(), watching]);
      onThere();
      await Promise.race([watching, failed.promise]);
    } finally {
      over.abort();
      watcher.gone();
    }
  };
  let isLost = false;
  const onThere = () => {
    if (isLost) watcher.say("The engine is back.");
    isLost = false;
    watcher.there();
  };
  while (!signal.aborted) {
    try {
      await followOnce(onThere);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof DevError)) throw error;
      if (!isLost) watcher.say(`${error.message}. Trying again.`);
      isLost = true;
      await clock.sleep(RETRY_MS, signal).catch(() => {});
    }
  }
};
