import { composeProject } from "./compose-project.ts";

/**
 * How often a health check asks. `best fair`: every second, as the exported file says. `as shipped`: Compose's own
 * default, which most files leave as it is.
 */
export type HealthInterval = "best fair" | "as shipped";

const SHIPPED = { interval: "30s", timeout: "30s", retries: 3 } as const;

/** Docker Compose on the exported file, with the same images as ours. Every act says how many milliseconds it took. */
export interface ComposePeer extends AsyncDisposable {
  /** Of Docker Compose. */
  readonly version: string;
  /** `up --wait`: cold after {@link down}, warm after {@link stop}. */
  up(): Promise<number>;
  /** `up --wait` while everything is healthy. */
  noop(): Promise<number>;
  stop(): Promise<number>;
  /** With all data. */
  down(): Promise<number>;
}

/**
 * Exports the stack into a folder of its own, with host ports that nobody has. Nothing runs yet; `await using` takes
 * down what does.
 *
 * @param config Text of a `neotool.config.ts`; ours must be measured with the same.
 * @param withoutImage Services that are left away.
 */
export const composePeer = async (interval: HealthInterval = "best fair", config?: string, withoutImage: readonly string[] = []): Promise<ComposePeer> => {
  const project = await composeProject(config, (_name, { healthcheck }) => (interval === "as shipped" && healthcheck ? { healthcheck: SHIPPED } : {}), withoutImage);
  const timed = (...args: readonly string[]) => async () => {
    const start = performance.now();
    await project.compose(...args);
    return performance.now() - start;
  };
  const up = timed("up", "--wait", ...(withoutImage.length > 0 ? project.services : []));
  return {
    version: project.version,
    up,
    noop: up,
    stop: timed("stop"),
    down: timed("down", "--volumes"),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
};
