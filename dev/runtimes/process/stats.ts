import type { Stats } from "../../engine/runtime.ts";
import type { Clock } from "../../platform/clock.ts";
import { groupUsage } from "../../platform/group-usage.ts";
import type { Seen } from "./read-state.ts";

const EVERY_MS = 1_000;

/** What a program and its children use, about once a second. Their traffic nobody counts by the process. Ends when it is removed, or the signal is aborted. */
export async function* programStats(look: () => Promise<Seen | undefined>, clock: Clock, signal: AbortSignal): AsyncGenerator<Stats> {
  let before: { readonly pid: number; readonly at: number; readonly cpuSeconds: number } | undefined;
  while (!signal.aborted) {
    const seen = await look();
    if (!seen) return;
    const pid = seen.app.process?.pid;
    const usage = pid === undefined ? undefined : await groupUsage(pid);
    const at = clock.now();
    if (pid !== undefined && usage) {
      const seconds = before?.pid === pid ? (at - before.at) / 1_000 : 0;
      const busy = usage.cpuSeconds - (before?.cpuSeconds ?? 0);
      yield {
        at: clock.date().toISOString(),
        cpuPercent: seconds > 0 ? Math.max(0, (busy / seconds) * 100) : null,
        memoryBytes: usage.memoryBytes,
        memoryLimitBytes: null,
        receivedPerSecond: null,
        sentPerSecond: null,
      };
    }
    before = pid !== undefined && usage ? { pid, at, cpuSeconds: usage.cpuSeconds } : undefined;
    await clock.sleep(EVERY_MS, signal).catch(() => {}); // the loop looks at the signal
  }
}
