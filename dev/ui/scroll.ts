import type { LogQuery, LogRing, Position } from "./log-ring.ts";

/** What a scroll starts from. */
export interface ScrollFrom {
  readonly log: LogRing;
  readonly query: LogQuery;
  /** The last visible line; `null`: the log is followed. */
  readonly anchor: Position | null;
  /** Visible lines. */
  readonly height: number;
}

/** The last visible line after going `lines` back. At the oldest lines the pane stays full. `null` where all fits. */
export const scrolledBack = ({ log, query, anchor, height }: ScrollFrom, lines: number): Position | null => {
  const found = log.upTo(anchor, height + lines, query);
  if (found.length <= height) return anchor === null ? null : (found.at(-1) ?? null);
  return found[Math.max(height - 1, found.length - 1 - lines)] ?? null;
};

/** The last visible line after going `lines` forth; `null`, so following, at the end. */
export const scrolledForth = ({ log, query, anchor }: ScrollFrom, lines: number): Position | null => {
  if (anchor === null) return null;
  const found = log.after(anchor, lines + 1, query);
  return found.length <= lines ? null : (found[lines - 1] ?? null);
};
