import { closeSync, existsSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { logFiles, ROTATE_BYTES } from "../log-files.ts";

export interface LogFile {
  /** Latin1: a character for each byte. */
  write(text: string): void;
  /** Lines that could not be written, because the disk is full. */
  lost(): number;
  close(): void;
}

const linesIn = (text: string): number => text.split("\n").length - 1;

const rotate = (files: readonly string[]): void => {
  const [oldest = "", ...newer] = files;
  rmSync(oldest, { force: true });
  newer.forEach((file, index) => {
    try {
      renameSync(file, files[index] ?? oldest);
    } catch {
      // there are not yet so many
    }
  });
};

/**
 * The log of one program, in a few files of bounded size. Written at once and in one piece: the page cache takes it, and nothing is queued that
 * could grow; a disk that is full loses lines, and says how many, but never holds the program up.
 *
 * @param wrote Called when there is more in it.
 */
export const openLogFile = (directory: string, name: string, wrote: () => void): LogFile => {
  const files = logFiles(directory, name);
  const path = files.at(-1) ?? "";
  mkdirSync(directory, { recursive: true, mode: 0o700 }); // it goes with the last program, and the next may come before the supervisor has left
  let descriptor = openSync(path, "a", 0o600);
  let size = fstatSync(descriptor).size;
  let lost = 0;
  const writeAll = (bytes: Buffer): void => {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset);
  };
  return {
    write: (text) => {
      if (text === "") return;
      try {
        if (size >= ROTATE_BYTES) {
          if (existsSync(path)) rotate(files); // else the next one could not be made the last time
          const next = openSync(path, "a", 0o600);
          closeSync(descriptor); // not before: its number may be another file's by the next try
          descriptor = next;
          size = 0;
        }
        writeAll(Buffer.from(text, "latin1"));
        size += text.length;
        wrote();
      } catch {
        lost += linesIn(text);
      }
    },
    lost: () => lost,
    close: () => closeSync(descriptor),
  };
};
