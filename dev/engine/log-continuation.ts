import { isAtLeast, type LineLevel } from "./log-level.ts";

/** Stack frames, wrapped statements, an empty line, the end of JSON over several lines. */
const INDENTED = /^(?:\s|$|[}\])]+,?$)/;
const TRACE = /^(?:Caused by: |Suppressed: |at \S+\(|\.\.\. \d+ (?:more|common frames omitted)|goroutine \d+ \[|created by \S)/;
/** What Postgres says more of the message above; it stamps each anew. */
const POSTGRES = /^\d{4}-\d\d-\d\d .{0,120}?\b(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION|BACKTRACE): {2}/;
/** An exception under the line that reports it, a frame of Go under its panic. By themselves they are records. */
const UNDER_A_FAILURE = /^(?:(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error|Throwable)\b|[\w./-]+\.[\w.()*[\]]+\(.*\)$)/;

/** The expression would take long over a long line that is nearly one. */
const LONGEST_FRAME = 500;

/** Whether a line goes on with the record above it, which is of this level. `undefined`: nothing is above. */
export const continues = (text: string, above: LineLevel | undefined): boolean => {
  if (above === undefined) return false;
  if (INDENTED.test(text) || TRACE.test(text) || POSTGRES.test(text)) return true;
  return isAtLeast(above, "warn") && text.length <= LONGEST_FRAME && UNDER_A_FAILURE.test(text);
};
