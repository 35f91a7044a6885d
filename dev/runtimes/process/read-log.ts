import { open, stat, type FileHandle } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import type { LogLine, LogOptions } from "../../engine/runtime.ts";
import type { Clock } from "../../platform/clock.ts";
import { logFiles } from "./log-files.ts";
import { readStamped } from "./stamped-line.ts";

const CHUNK_BYTES = 262_144;
const LOOK_EVERY_MS = 50;

interface OpenLog {
  readonly inode: number;
  readonly handle: FileHandle;
}

const openLog = async (path: string): Promise<OpenLog | undefined> => {
  const handle = await open(path, "r").catch(() => undefined);
  return handle && { handle, inode: (await handle.stat()).ino };
};

/** Whole lines of one file from where they were read last. Files change their names while they are read, and not their inodes. */
const linesOf = (service: string, { handle }: OpenLog) => {
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let pending = "";
  return async (): Promise<readonly LogLine[]> => {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES);
    if (bytesRead === 0) return [];
    const parts = (pending + decoder.write(buffer.subarray(0, bytesRead))).split("\n");
    pending = parts.pop() ?? "";
    return parts.flatMap((part) => {
      const line = readStamped(part);
      return line ? [{ service, ...line }] : [];
    });
  };
};

const inodeAt = async (path: string): Promise<number | undefined> => (await stat(path).catch(() => undefined))?.ino;

/** The file after the one of this inode; the oldest where that one is gone or nothing was read yet. */
const nextAfter = async (files: readonly string[], inode: number | undefined): Promise<string | undefined> => {
  const inodes = await Promise.all(files.map(inodeAt));
  const there = inode === undefined ? -1 : inodes.indexOf(inode);
  return files.find((_file, index) => index > there && inodes[index] !== undefined);
};

/** What a program has written, in order, over all its files; with `follow` also what comes, until the signal is aborted. */
async function* everything(directory: string, service: string, follow: boolean, clock: Clock, signal: AbortSignal): AsyncGenerator<readonly LogLine[]> {
  const files = logFiles(directory, service);
  let inode: number | undefined;
  while (!signal.aborted) {
    const path = await nextAfter(files, inode);
    const log = path === undefined ? undefined : await openLog(path);
    if (!log) {
      if (!follow) return;
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {}); // the loop looks at the signal
      continue;
    }
    inode = log.inode;
    const read = linesOf(service, log);
    try {
      for (;;) {
        const hasNext = (await nextAfter(files, inode)) !== undefined; // asked before the read: what is written to a file that was put aside was written before
        let lines = await read();
        let isEmpty = true;
        while (lines.length > 0) {
          isEmpty = false;
          yield lines;
          lines = await read();
        }
        if (hasNext || signal.aborted || (!follow && isEmpty)) break;
        if (follow) await clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
      }
    } finally {
      await log.handle.close();
    }
    if (!follow && (await nextAfter(files, inode)) === undefined) return;
  }
}

/** Log options speak of times as seconds or ISO 8601. */
const milliseconds = (time: string | undefined): number | undefined => (time === undefined ? undefined : /^[\d.]+$/.test(time) ? Number(time) * 1000 : Date.parse(time));

/** Only these, of what was written before now. */
const lastOf = async (batches: AsyncIterable<readonly LogLine[]>, count: number): Promise<readonly LogLine[]> => {
  let last: readonly LogLine[] = [];
  for await (const batch of batches) last = [...last, ...batch].slice(-count);
  return count === 0 ? [] : last;
};

/** The log of one program, as runtimes give them: as many lines at a time as there are. */
export async function* programLog(directory: string, service: string, { tail, since, until, follow = false }: LogOptions, clock: Clock, signal: AbortSignal): AsyncGenerator<readonly LogLine[]> {
  const from = milliseconds(since);
  const to = milliseconds(until);
  const isWanted = ({ at }: LogLine): boolean => (from === undefined || Date.parse(at) >= from) && (to === undefined || Date.parse(at) <= to);
  const wanted = from === undefined && to === undefined ? undefined : isWanted;
  const kept = (lines: readonly LogLine[]) => (wanted ? lines.filter(wanted) : lines);
  if (tail === undefined) {
    for await (const lines of everything(directory, service, follow, clock, signal)) {
      const some = kept(lines);
      if (some.length > 0) yield some;
    }
    return;
  }
  const seen = { at: "", lines: 0 };
  const note = (lines: readonly LogLine[]) => {
    for (const { at } of lines) {
      seen.lines = at === seen.at ? seen.lines + 1 : 1;
      seen.at = at;
    }
    return lines;
  };
  const past = await lastOf(mapped(everything(directory, service, false, clock, signal), (lines) => note(kept(lines))), tail);
  if (past.length > 0) yield past;
  if (!follow) return;
  // What has come since the look back, and what comes: behind the lines of the last time that was seen.
  const last = seen.at;
  let known = seen.lines;
  for await (const lines of everything(directory, service, true, clock, signal)) {
    const some = kept(lines).filter(({ at }) => at > last || (at === last && (known -= 1) < 0));
    if (some.length > 0) yield some;
  }
}

async function* mapped(batches: AsyncIterable<readonly LogLine[]>, each: (lines: readonly LogLine[]) => readonly LogLine[]): AsyncGenerator<readonly LogLine[]> {
  for await (const batch of batches) yield each(batch);
}

export async function* batchesToLines(batches: AsyncIterable<readonly LogLine[]>): AsyncGenerator<LogLine> {
  for await (const batch of batches) yield* batch;
}
