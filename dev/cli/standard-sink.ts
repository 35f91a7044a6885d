import { fstatSync, writeSync } from "node:fs";
import type { Sink } from "./output.ts";

/** Half of what a pipe holds: so much can be written before anybody reads. */
const ROOM = 32 * 1024;

/** A file or a pipe, surely no terminal. Not by node:tty, which loads the stream that we would do without. */
const isPlain = (fd: number): boolean => {
  try {
    return !fstatSync(fd).isCharacterDevice();
  } catch {
    return false; // closed: the stream knows what to do
  }
};

/**
 * A standard stream whose first words go straight to a pipe or a file: making the stream takes as long as all the rest
 * of `--help`. What does not fit, cannot be written at once or fails goes on by the stream, and so does all that follows.
 */
export const standardSink = (fd: number, stream: () => NodeJS.WriteStream): Sink => {
  const plain = isPlain(fd);
  let room = plain ? ROOM : 0;
  const direct = (bytes: Buffer): number => {
    try {
      return bytes.length > room ? 0 : writeSync(fd, bytes);
    } catch {
      return 0; // a full pipe that does not block, a reader who has gone: the stream waits, or says so
    }
  };
  return {
    get isTTY() {
      return plain ? false : stream().isTTY;
    },
    get columns() {
      return plain ? 0 : stream().columns;
    },
    write: (text) => {
      if (room === 0) return stream().write(text);
      const bytes = Buffer.from(text);
      const written = direct(bytes);
      room = written === bytes.length ? room - written : 0;
      return room > 0 || written === bytes.length ? true : stream().write(bytes.subarray(written));
    },
    once: (event, listener) => stream().once(event, listener),
  };
};
