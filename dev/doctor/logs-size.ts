import { volumeSize } from "../docker/volume-size.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";
import { ANSWERS_WITHIN_MS } from "./with-info.ts";

const GB = 1000 ** 3;
const gigabytes = (bytes: number): string => `${(bytes / GB).toFixed(1)} GB`;

/** @param bytes `undefined`: no volume yet, or the engine does not count. */
export const judgeLogsSize = (bytes: number | undefined, warnGigabytes: number, retentionDays: number): CheckResult => {
  if (bytes === undefined) return pass("no logs are kept yet");
  const kept = `Loki keeps ${gigabytes(bytes)} of logs, ${retentionDays} ${retentionDays === 1 ? "day" : "days"} at most`;
  if (bytes <= warnGigabytes * GB) return pass(kept);
  return {
    verdict: "warn",
    detail: `${kept}: more than ${warnGigabytes} GB, and it throws away by age only`,
    fix: "See who writes so much (dashboard Logs), or lower loki.retentionDays in neotool.config.ts. To begin empty: neotool dev reset loki --yes",
  };
};

/** Loki has no limit by size (grafana/loki#5659): nobody else would say that a chatty week takes the disk. */
export const logsSizeCheck = (surroundings: EngineEnvironment, volume: string, warnGigabytes: number, retentionDays: number): Check => ({
  id: "logs-size",
  title: "Size of the logs",
  run: async () => judgeLogsSize(await volumeSize((await neededEngine(surroundings)).socket, volume, ANSWERS_WITHIN_MS), warnGigabytes, retentionDays),
});
