import type { Runtime, RuntimeChange } from "../../engine/runtime.ts";

/** How often the containers of services were made and started, since the watching began. */
export interface ContainerStarts {
  of(service: string): Counts;
  /** Resolves when a service has been started more often than that, or the signal is aborted. @throws when the engine stops telling. */
  past(service: string, starts: number): Promise<void>;
}

export interface Counts {
  readonly starts: number;
  /** Containers that are new: what they write is no continuation of an older log. */
  readonly made: number;
}

const NONE: Counts = { starts: 0, made: 0 };

/** @param onChange Each change, before anybody who waits for it goes on. */
export const watchStarts = (runtime: Runtime, onChange: (change: RuntimeChange) => void, signal: AbortSignal): ContainerStarts => {
  const counts = new Map<string, Counts>();
  const waiting = new Set<() => void>();
  let over: { readonly error: unknown } | undefined;

  const tellAll = () => {
    for (const tell of [...waiting]) tell();
  };
  const watch = async (): Promise<void> => {
    for await (const change of runtime.watch(signal)) {
      const { starts, made } = counts.get(change.service) ?? NONE;
      counts.set(change.service, { starts: starts + (change.kind === "started" ? 1 : 0), made: made + (change.kind === "created" ? 1 : 0) });
      onChange(change);
      tellAll();
    }
  };
  const end = (error: unknown) => {
    over = { error };
    tellAll();
  };
  watch().then(() => end(undefined), end);

  return {
    of: (service) => counts.get(service) ?? NONE,
    past: (service, starts) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (over !== undefined && over.error !== undefined && !signal.aborted) reject(over.error);
          else if (over !== undefined || (counts.get(service) ?? NONE).starts > starts) resolve();
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
};
