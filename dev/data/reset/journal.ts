import { rm } from "node:fs/promises";
import type { Topic } from "../../model/task.ts";
import { isRecord } from "../../platform/is-record.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";

/** What a reset is doing. There while it does it, and afterwards only where it did not come to its end. */
export interface ResetJournal {
  readonly startedAt: string;
  /** As `--only` would say it. */
  readonly only: readonly string[];
  /** Deleted and not yet made again: the topics with their settings, which nobody else knows. */
  readonly topics: readonly Topic[];
  /** Brings back what was there before; `null`: none was taken. */
  readonly snapshot: string | null;
}

const isTopic = (value: unknown): value is Topic =>
  isRecord(value) && typeof value.name === "string" && typeof value.partitions === "number" && isRecord(value.configs) && Object.values(value.configs).every((config) => typeof config === "string");

const isJournal = (value: unknown): value is ResetJournal =>
  isRecord(value) &&
  typeof value.startedAt === "string" &&
  Array.isArray(value.only) &&
  value.only.every((scope) => typeof scope === "string") &&
  Array.isArray(value.topics) &&
  value.topics.every(isTopic) &&
  (value.snapshot === null || typeof value.snapshot === "string");

/** `undefined` where the last reset came to its end. One that cannot be read says nothing but that there was one. */
export const readJournal = async (path: string): Promise<ResetJournal | undefined> => {
  const text = await readIfThere(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isJournal(value)) return value;
  } catch {
    // Half a file: it was written over by something else than us, which writes atomically.
  }
  return { startedAt: "", only: [], topics: [], snapshot: null };
};

export const writeJournal = (path: string, journal: ResetJournal): Promise<void> => writeAtomically(path, `${JSON.stringify(journal)}\n`);

export const forgetJournal = (path: string): Promise<void> => rm(path, { force: true });
