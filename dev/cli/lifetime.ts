import { DevError } from "../errors/dev-error.ts";
import { parseDuration } from "../platform/duration.ts";

/** A hundred years: far beyond, there is no date any more. */
const LONGEST_DAYS = 36_500;

/** How long a token is valid, in milliseconds. @param ttl as typed. @throws {DevError} `USAGE` for what is no duration, and for one that ends in no time of ours. */
export const lifetimeFrom = (ttl: string): number => {
  const ms = parseDuration(ttl);
  if (ms === undefined) throw new DevError("USAGE", `--ttl ${ttl} is no duration`, { hint: "For example --ttl 15m, 2h or 30d." });
  if (ms > LONGEST_DAYS * 86_400_000) throw new DevError("USAGE", `--ttl ${ttl} is longer than a hundred years`, { hint: `At most --ttl ${LONGEST_DAYS}d.` });
  return ms;
};
