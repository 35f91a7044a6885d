import { continues } from "../../../../engine/log-continuation.ts";
import { levelOf, type LineLevel } from "../../../../engine/log-level.ts";
import type { StampedLine } from "../../stamped-line.ts";
import type { Place, PlacedLine } from "./log-cursor.ts";

/** A line with what goes on below it. */
export interface LogRecord {
  readonly at: string;
  /** Among those of the same millisecond, from 0: Loki takes two equal lines of one moment for one. */
  readonly nth: number;
  readonly stream: StampedLine["stream"];
  readonly level: LineLevel;
  readonly text: string;
}

/** How far a log was taken: what comes next begins there, and which of its millisecond it is. */
export interface Taken extends Place {
  readonly at: string;
  readonly nth: number;
}

interface Open {
  readonly from: Taken;
  readonly level: LineLevel;
  readonly lines: string[];
  size: number;
}

export interface OpenRecords {
  /** @returns the records that are over, because others have begun. */
  take(lines: readonly PlacedLine[]): readonly LogRecord[];
  /** Ends them: nothing has come for a while. */
  close(): readonly LogRecord[];
  isAnyOpen(): boolean;
  /** Where to begin again so that nothing is lost. @param behind What was read. */
  taken(behind: Place): Taken;
}

/** As agents do: a record does not grow without end. */
const MOST_LINES = 1_000;
const MOST_CHARACTERS = 65_536;

/** Lines of one program become records, each of its two streams for itself. */
export const openRecords = (begin: Pick<Taken, "at" | "nth"> | undefined): OpenRecords => {
  const open = new Map<StampedLine["stream"], Open>();
  const levels = new Map<StampedLine["stream"], LineLevel>();
  let { at: lastAt, nth } = begin ?? { at: "", nth: 0 };

  const over = (stream: StampedLine["stream"], { from: { at, nth: number }, level, lines }: Open): LogRecord => {
    open.delete(stream);
    return { at, nth: number, stream, level, text: lines.join("\n") };
  };
  const starting = ({ at, stream, text, inode, offset }: PlacedLine, level: LineLevel): void => {
    if (at !== lastAt) [lastAt, nth] = [at, 0];
    open.set(stream, { from: { inode, offset, at, nth }, level, lines: [text], size: text.length });
    nth += 1;
    levels.set(stream, level);
  };

  return {
    take: (lines) => {
      const done: LogRecord[] = [];
      for (const line of lines) {
        const { stream, text, isRest } = line;
        const above = levels.get(stream);
        const record = open.get(stream);
        const goesOn = isRest || continues(text, above);
        if (record && goesOn && record.lines.length < MOST_LINES && record.size + text.length <= MOST_CHARACTERS) {
          record.lines.push(text);
          record.size += text.length + 1;
          continue;
        }
        if (record) done.push(over(stream, record));
        starting(line, goesOn && above !== undefined ? above : levelOf(text));
      }
      return done;
    },
    close: () => [...open].map(([stream, record]) => over(stream, record)),
    isAnyOpen: () => open.size > 0,
    taken: (behind) => {
      const [first] = [...open.values()].map(({ from }) => from).sort((a, b) => (a.at === b.at ? a.nth - b.nth : a.at < b.at ? -1 : 1));
      return first ?? { ...behind, at: lastAt, nth };
    },
  };
};
