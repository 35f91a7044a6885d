import type { RuntimeChange } from "../../engine/runtime.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Seen } from "./read-state.ts";

/** A small file is read so often, while somebody watches. */
const LOOK_EVERY_MS = 200;

type Picture = ReadonlyMap<string, Seen["app"]>;

const runs = (app: Seen["app"] | undefined): boolean => app?.process != null;

const keyOf = (app: Seen["app"]): string => `${app.mark} ${app.startedAt}`;

/** What has happened between two looks. Pure. */
export const changesBetween = (before: Picture, now: Picture): readonly RuntimeChange[] => [
  ...[...before.keys()].filter((service) => !now.has(service)).map((service): RuntimeChange => ({ service, kind: "removed" })),
  ...[...now].flatMap(([service, app]): readonly RuntimeChange[] => {
    const old = before.get(service);
    const made: readonly RuntimeChange[] = old ? [] : [{ service, kind: "created" }];
    if (runs(app) && (!runs(old) || (old && keyOf(old) !== keyOf(app)))) return [...made, { service, kind: "started" }];
    // Another phase without another process: it became ready, or fails again. What is now so is looked at, whatever the word is.
    return old && old.phase !== app.phase ? [...made, { service, kind: runs(app) ? "resumed" : "ended" }] : made;
  }),
];

export async function* watchPrograms(look: () => Promise<readonly Seen[]>, clock: Clock, signal: AbortSignal): AsyncGenerator<RuntimeChange> {
  const picture = async (): Promise<Picture> => new Map((await look()).map(({ app }) => [app.name, app]));
  let before = await picture();
  while (!signal.aborted) {
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {}); // the loop looks at the signal
    const now = await picture();
    yield* changesBetween(before, now);
    before = now;
  }
}
