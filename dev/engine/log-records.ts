import { continues } from "./log-continuation.ts";
import { isAtLeast, levelOf, type LineLevel, type LogLevel } from "./log-level.ts";
import type { LogLine } from "./runtime.ts";

/** A line with the level of the record that it belongs to: its own, or that of the line which a stack trace is under. */
interface LeveledLine extends LogLine {
  readonly level: LineLevel;
}

/** What some lines become: all of them, or those that are wanted. Keeps what it must know of the lines before. */
export type LineStage = (lines: readonly LogLine[]) => readonly LogLine[];

/** All lines as they are: without levels, which cost. */
export const asTheyAre: LineStage = (lines) => lines;

interface Marked {
  readonly line: LeveledLine;
  readonly isFirst: boolean;
}

/** The lines of one service, each with its level. Its two streams may be woven into each other: each goes on for itself. */
const marking = (): ((line: LogLine) => Marked) => {
  const above = new Map<LogLine["stream"], LineLevel>();
  return (line) => {
    const before = above.get(line.stream);
    const isFirst = !continues(line.text, before);
    const level = isFirst || before === undefined ? (line.level ?? levelOf(line.text)) : before;
    if (isFirst) above.set(line.stream, level);
    const { service, stream, at, text } = line;
    return { line: { service, stream, at, level, text }, isFirst };
  };
};

/** Every line, with its level. For the lines of one service. */
export const withLevels = (): LineStage => {
  const mark = marking();
  return (lines) => lines.map((line) => mark(line).line);
};

/** What of a record is kept while nobody knows whether it is wanted. Of a longer one its middle is lost. */
const MOST_HELD = 500;

interface OpenRecord {
  readonly isGraveEnough: boolean;
  isWanted: boolean;
  held: LeveledLine[];
}

export interface Wanted {
  readonly least?: LogLevel;
  /** Without the flags `g` and `y`. */
  readonly pattern?: RegExp;
}

/** The records of one service that are grave enough and in which a line matches: each whole, or not at all. */
export const wantedRecords = ({ least, pattern }: Wanted): LineStage => {
  const mark = marking();
  const open = new Map<LogLine["stream"], OpenRecord>();
  return (lines) =>
    lines.flatMap((each): readonly LeveledLine[] => {
      const { line, isFirst } = mark(each);
      const known = isFirst ? undefined : open.get(line.stream);
      const record = known ?? { isGraveEnough: least === undefined || isAtLeast(line.level, least), isWanted: false, held: [] };
      if (!known) open.set(line.stream, record);
      if (!record.isGraveEnough) return [];
      if (record.isWanted) return [line];
      if (record.held.length < MOST_HELD) record.held.push(line);
      if (pattern && !pattern.test(line.text)) return [];
      record.isWanted = true;
      const { held } = record;
      record.held = [];
      return held.at(-1) === line ? held : [...held, line];
    });
};
