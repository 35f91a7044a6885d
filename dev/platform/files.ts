import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DevError } from "../errors/dev-error.ts";

/** Narrows an unknown error to what Node's file and network calls throw. */
export const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** For small files: they are read at once, which takes less time than to load what reads without waiting. `undefined` when there is none: absence is an answer, everything else is an error. */
export const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
};

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full: free some space, then run the same command again.",
  EDQUOT: "Your quota is used up: free some space, then run the same command again.",
  EROFS: "This file system is read-only: work in a folder that can be written.",
};

/** A file of ours that cannot be written: where, why, and what helps. */
export const unwritable = (path: string, cause: unknown): DevError =>
  new DevError("STATE_UNWRITABLE", `${path} cannot be written`, {
    hint: REMEDIES[errnoOf(cause) ?? ""] ?? `See who owns ${dirname(path)}: files that were made by root (sudo) are the usual reason.`,
    cause,
  });

/**
 * Writes a whole file or nothing: a temporary file beside it, synced, then renamed over it. A crash or a full disk
 * leaves the old content.
 *
 * @param mode Permission bits. @default 0o600
 * @throws {DevError} `STATE_UNWRITABLE`
 */
export const writeAtomically = async (path: string, content: string, mode = 0o600): Promise<void> => {
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(temporary, "wx", mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {}); // the parent may be no folder; the cause says so
    throw unwritable(path, cause);
  }
};
