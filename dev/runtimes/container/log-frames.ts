import type { LogLine } from "../../engine/runtime.ts";

/** Before each entry's bytes: the stream in the first one, the length in the last four. */
const HEADER_BYTES = 8;
const STDERR = 2;
const BLANK = 0x20;
const LINE_END = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
/** RFC 3339 with nanoseconds. */
const LONGEST_STAMP = 40;
const ENDS_STAMP = 0x5a; // Z

/** A line that never ends is cut, so that it cannot fill the memory. */
const LONGEST_LINE = 1_000_000;

/** What has come of a line: the engine gives a long one in pieces of 16 KiB. As bytes: a piece may end within a character. */
interface Unfinished {
  readonly at: string;
  readonly pieces: Buffer[];
  bytes: number;
}

/** Bytes of the engine → lines. */
export interface LogDecoder {
  /** The lines that these bytes complete. */
  take(chunk: Buffer): readonly LogLine[];
  /** What was left without a line end. */
  end(): readonly LogLine[];
}

/** Where the entry's text begins: after the engine's time and a blank, when there is one. */
const textStart = (bytes: Buffer, from: number, to: number): number => {
  const last = Math.min(to, from + LONGEST_STAMP);
  for (let at = from + 1; at < last; at += 1) if (bytes[at] === BLANK) return bytes[at - 1] === ENDS_STAMP ? at + 1 : from;
  return from;
};

const withoutLineEnd = (bytes: Buffer, from: number, to: number): number => {
  if (to <= from || bytes[to - 1] !== LINE_END) return to;
  return to - 1 > from && bytes[to - 2] === RETURN ? to - 2 : to - 1;
};

/** After the last blank, so that the cut does not go through a secret, which then nobody would know; after all where there is none. */
const cutOf = (piece: Buffer): number => {
  const cut = Math.max(piece.lastIndexOf(BLANK), piece.lastIndexOf(TAB)) + 1;
  return cut === 0 ? piece.length : cut;
};

/**
 * Both streams of a service as the engine multiplexes them, in its order. It stamps every 16 KiB of a long line anew;
 * only the first stamp is the line's, and the others must not stand in its middle, where they would also hide a secret
 * from the redactor.
 */
export const linesFrom = (service: string): LogDecoder => {
  let rest: Buffer = Buffer.alloc(0);
  const unfinished = new Map<LogLine["stream"], Unfinished>();

  const addPiece = (stream: LogLine["stream"], at: string, piece: Buffer): LogLine | undefined => {
    const begun = unfinished.get(stream) ?? { at, pieces: [], bytes: 0 };
    begun.pieces.push(piece);
    begun.bytes += piece.length;
    unfinished.set(stream, begun);
    if (piece.at(-1) === LINE_END) return finish(stream, begun);
    if (begun.bytes <= LONGEST_LINE) return undefined;
    const last = begun.pieces.pop() ?? piece;
    const cut = cutOf(last);
    begun.pieces.push(last.subarray(0, cut));
    const line = finish(stream, begun);
    if (cut < last.length) unfinished.set(stream, { at, pieces: [last.subarray(cut)], bytes: last.length - cut });
    return line;
  };

  const finish = (stream: LogLine["stream"], { at, pieces }: Unfinished): LogLine => {
    unfinished.delete(stream);
    const whole = Buffer.concat(pieces);
    return { service, stream, at, text: whole.toString("utf8", 0, withoutLineEnd(whole, 0, whole.length)) };
  };

  const entry = (bytes: Buffer, header: number, end: number): LogLine | undefined => {
    const stream = bytes[header] === STDERR ? "stderr" : "stdout";
    const from = header + HEADER_BYTES;
    const start = textStart(bytes, from, end);
    const at = bytes.toString("latin1", from, Math.max(from, start - 1));
    const isWhole = bytes[end - 1] === LINE_END && end > start && !unfinished.has(stream);
    if (isWhole) return { service, stream, at, text: bytes.toString("utf8", start, withoutLineEnd(bytes, start, end)) };
    return addPiece(stream, at, Buffer.from(bytes.subarray(start, end))); // a copy: the chunk need not be kept for it
  };

  return {
    take: (chunk) => {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines: LogLine[] = [];
      let at = 0;
      while (bytes.length - at >= HEADER_BYTES) {
        const end = at + HEADER_BYTES + bytes.readUInt32BE(at + 4);
        if (end > bytes.length) break;
        const line = entry(bytes, at, end);
        if (line) lines.push(line);
        at = end;
      }
      rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
      return lines;
    },
    end: () => [...unfinished].map(([stream, begun]) => finish(stream, begun)),
  };
};
