import { DevError } from "../../errors/dev-error.ts";
import { parseDuration } from "../../platform/duration.ts";

export interface Period {
  readonly since?: string;
  readonly until?: string;
}

/** `Date.parse` also takes "10", for October 2001. */
const ISO = /^\d{4}-\d\d-\d\d(?:$|[T ])/;
/** What `--json` prints as `at`, to the nanosecond. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** `10m` → the time ten minutes ago; a time stays a time. ISO 8601. */
const timeOf = (option: string, value: string, now: Date): string => {
  const duration = parseDuration(value);
  const time = new Date(duration === undefined ? (ISO.test(value) ? Date.parse(value) : NaN) : now.getTime() - duration);
  if (Number.isNaN(time.getTime())) {
    throw new DevError("USAGE", `${option} ${value} is neither a duration nor a time`, { hint: `For example ${option} 10m, or ${option} 2026-11-20T10:00:00Z.` });
  }
  return STAMP.test(value) ? value : time.toISOString();
};

/** @throws {DevError} `USAGE` for what is no time, and for a period that ends before it begins. */
export const periodFrom = (since: string | undefined, until: string | undefined, now: Date): Period => {
  const period = { ...(since !== undefined && { since: timeOf("--since", since, now) }), ...(until !== undefined && { until: timeOf("--until", until, now) }) };
  if (period.since !== undefined && period.until !== undefined && Date.parse(period.since) > Date.parse(period.until)) {
    throw new DevError("USAGE", `--since ${since} is after --until ${until}: nothing lies between them`, { hint: "A duration counts back from now: --since 2h --until 1h is the hour before the last one." });
  }
  return period;
};
