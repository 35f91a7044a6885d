import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { readStamped, type StampedLine } from "../../stamped-line.ts";

/** Where in a log that is several files: they change their names, and not their inodes. */
export interface Place {
  readonly inode: number;
  readonly offset: number;
}

/** A line, or a piece of one that is longer than what is read at a time. */
export interface PlacedLine extends StampedLine, Place {
  /** Not the first piece of its line. */
  readonly isRest: boolean;
}

export interface LogCursor {
  /** The next lines; none: all was read. */
  read(): readonly PlacedLine[];
  /** Behind what was read. */
  place(): Place;
  close(): void;
}

/** Read at a time. A piece of a line is never longer, three times that if it is no UTF-8: Loki takes lines of 256 KiB. */
const CHUNK_BYTES = 65_536;
const LINE_END = 10;

/** One for all cursors: nothing of it is kept beyond a read. */
const buffer = Buffer.alloc(CHUNK_BYTES);

const inodeAt = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;

/** How much of a full buffer does not end in the middle of a character. */
const wholeCharacters = (): number => {
  let start = CHUNK_BYTES - 1;
  while (start > CHUNK_BYTES - 4 && ((buffer[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return (buffer[start] ?? 0) >= 0xc0 ? start : CHUNK_BYTES;
};

/**
 * Reads a program's log where it was read last, at once and a bounded part at a time: in the process that writes it, so no line is ever half there.
 * The file that is read is kept open, so that one which is thrown away meanwhile is read to its end.
 *
 * @param files Oldest first.
 * @param from `undefined`, or in a file that is gone: the oldest line that there is.
 */
export const openCursor = (files: readonly string[], from: Place | undefined): LogCursor => {
  let file: { readonly descriptor: number; readonly inode: number } | undefined;
  let offset = 0;
  let long: StampedLine | undefined;
  let longFrom = 0;

  const begin = (path: string, at: number): void => {
    const descriptor = openSync(path, "r");
    const { ino, size } = fstatSync(descriptor);
    file = { descriptor, inode: ino };
    offset = at <= size ? at : 0;
  };
  const close = (): void => {
    if (file) closeSync(file.descriptor);
    file = undefined;
  };
  /** @returns whether there is one. */
  const beginNext = (): boolean => {
    const inodes = files.map(inodeAt);
    const known = file?.inode ?? from?.inode;
    const there = known === undefined ? -1 : inodes.indexOf(known);
    const isLeftOff = file === undefined && there !== -1;
    const next = isLeftOff ? files[there] : files.find((_path, index) => index > there && inodes[index] !== undefined);
    if (next === undefined) return false;
    close();
    begin(next, isLeftOff ? (from?.offset ?? 0) : 0);
    return true;
  };

  const lineAt = (inode: number, start: number, text: string): PlacedLine | undefined => {
    const rest = long;
    long = undefined;
    const line = rest ? { ...rest, text } : readStamped(text);
    return line && { at: line.at, stream: line.stream, text: line.text, inode, offset: rest ? longFrom : start, isRest: rest !== undefined };
  };
  const pieceIn = (inode: number): readonly PlacedLine[] => {
    const length = wholeCharacters();
    const isFirst = long === undefined;
    const line = lineAt(inode, offset, buffer.toString("utf8", 0, length));
    if (isFirst) longFrom = offset;
    offset += length;
    long = line;
    return line ? [line] : [];
  };
  const linesIn = (inode: number, end: number): readonly PlacedLine[] => {
    const lines: PlacedLine[] = [];
    for (let start = 0; start <= end; ) {
      const stop = buffer.indexOf(LINE_END, start);
      const line = lineAt(inode, offset + start, buffer.toString("utf8", start, stop));
      if (line) lines.push(line);
      start = stop + 1;
    }
    offset += end + 1;
    return lines;
  };

  return {
    read: () => {
      for (;;) {
        if (!file && !beginNext()) return [];
        if (!file) return [];
        const { descriptor, inode } = file;
        const bytes = readSync(descriptor, buffer, 0, CHUNK_BYTES, offset);
        const end = bytes === 0 ? -1 : buffer.lastIndexOf(LINE_END, bytes - 1);
        const lines = end !== -1 ? linesIn(inode, end) : bytes === CHUNK_BYTES ? pieceIn(inode) : [];
        if (lines.length > 0) return lines;
        if (end === -1 && bytes < CHUNK_BYTES && !beginNext()) return [];
      }
    },
    place: () => ({ inode: file?.inode ?? from?.inode ?? 0, offset: long ? longFrom : offset }),
    close,
  };
};
