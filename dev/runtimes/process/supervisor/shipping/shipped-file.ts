import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isRecord } from "../../../../platform/is-record.ts";
import type { Taken } from "./open-records.ts";

/** What is remembered for a supervisor that comes after one that was killed. Without it, lines would be sent twice. */
export interface Shipped {
  readonly schemaVersion: 1;
  /** Loki's URL. */
  readonly to: string | null;
  /** By program. */
  readonly taken: Readonly<Record<string, Taken>>;
}

const NOTHING: Shipped = { schemaVersion: 1, to: null, taken: {} };

const isTaken = (value: unknown): value is Taken =>
  isRecord(value) && Number.isSafeInteger(value.inode) && Number.isSafeInteger(value.offset) && typeof value.at === "string" && Number.isSafeInteger(value.nth);

const isShipped = (value: unknown): value is Shipped =>
  isRecord(value) && value.schemaVersion === 1 && (value.to === null || typeof value.to === "string") && isRecord(value.taken) && Object.values(value.taken).every(isTaken);

/** What cannot be read counts as nothing. */
export const readShipped = (path: string): Shipped => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isShipped(value) ? value : NOTHING;
  } catch {
    return NOTHING;
  }
};

/** All or nothing. A full disk loses no more than the knowledge of what was sent. */
export const writeShipped = (path: string, shipped: Shipped): void => {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(shipped)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    // the next one is written a second later
  }
};
