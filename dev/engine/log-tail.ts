import type { LineStage } from "./log-records.ts";
import type { LogLine } from "./runtime.ts";

/** A log through a stage. */
export async function* staged(log: AsyncIterable<readonly LogLine[]>, stage: LineStage): AsyncIterable<readonly LogLine[]> {
  for await (const batch of log) yield stage(batch);
}

/** Later than any time. */
const NEVER = "~";

/**
 * Of what a log has now, the last lines that pass a stage; then everything that passes. An engine can give the last
 * lines, but not the last of those that are wanted.
 *
 * @param historyEnds Engine time of the newest line that was there when following began; empty: there was none.
 * `undefined`: the log ends.
 */
export async function* lastPassing(log: AsyncIterable<readonly LogLine[]>, stage: LineStage, count: number, historyEnds: string | undefined): AsyncIterable<readonly LogLine[]> {
  const end = historyEnds ?? NEVER;
  let isLive = end === "";
  let kept: LogLine[] = [];
  const lastKept = () => (count === 0 ? [] : kept.slice(-count));
  for await (const batch of log) {
    if (isLive) {
      yield stage(batch);
      continue;
    }
    // What comes after the end is no history, also when it came together with it.
    const last = batch.findIndex(({ at }) => at >= end);
    const history = last === -1 ? batch : batch.slice(0, last + 1);
    for (const line of stage(history)) kept.push(line);
    if (kept.length > 2 * count) kept = lastKept(); // now and then: cutting off one by one would move all others each time
    if (last === -1) continue;
    isLive = true;
    yield [...lastKept(), ...stage(batch.slice(last + 1))];
    kept = [];
  }
  if (!isLive) yield lastKept();
}
