import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import type { Clock } from "./clock.ts";
import { errnoOf, readIfThere, unwritable } from "./files.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

/** Who holds a lock, and for what: enough for a sentence that helps. */
export interface LockHolder extends ProcessIdentity {
  /** The command that took it, for example `up`. */
  readonly purpose: string;
}

type LockResult =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; readonly holder: LockHolder };

const parseHolder = (content: string): LockHolder | undefined => {
  try {
    const { pid, startedAt, purpose } = JSON.parse(content);
    return typeof pid === "number" && typeof startedAt === "string" && typeof purpose === "string" ? { pid, startedAt, purpose } : undefined;
  } catch {
    return undefined; // a half-written file of a machine that lost power: nobody holds it
  }
};

const isLinked = async (candidate: string, path: string): Promise<boolean> => {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
};

/**
 * Puts the candidate at `path`. A dead owner's lock is replaced, but only by the holder of the right to replace just that
 * content, which is a lock of its own: two starters may both see the dead owner, and without it the slower one would
 * replace the faster one's new lock. A right whose holder died is taken over in the same way.
 *
 * @returns who has the lock, or is about to take it; `undefined` when it is ours.
 */
const acquire = async (candidate: string, path: string): Promise<LockHolder | undefined> => {
  for (;;) {
    if (await isLinked(candidate, path)) return undefined;
    const content = await readIfThere(path);
    if (content === undefined) continue; // let go in between
    const holder = parseHolder(content);
    if (holder && (await isAlive(holder))) return holder;
    const right = `${path}.${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
    const rival = await acquire(candidate, right);
    if (rival) return rival;
    try {
      if ((await readIfThere(path)) === content) {
        // Of a link, because the candidate is still needed where this is the right to something else.
        const swap = `${candidate}.swap`;
        await link(candidate, swap);
        await rename(swap, path);
        return undefined;
      }
    } finally {
      await rm(right, { force: true });
    }
  }
};

/**
 * Takes a lock file, or says who has it. A dead owner's lock is taken over: the owner is known by process id *and*
 * start time, so a reused process id does not keep it.
 *
 * @throws {DevError} `STATE_UNWRITABLE` where no file can be made.
 */
export const takeLock = async (path: string, purpose: string): Promise<LockResult> => {
  const own: LockHolder = { ...(await ownIdentity()), purpose };
  // Written aside and linked into place: whoever sees the lock sees its whole content.
  const candidate = `${path}.${own.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(candidate, JSON.stringify(own), { mode: 0o600 });
    const holder = await acquire(candidate, path);
    return holder ? { held: false, holder } : { held: true, release: releaseOnce(path) };
  } catch (cause) {
    throw cause instanceof DevError ? cause : unwritable(path, cause);
  } finally {
    await rm(candidate, { force: true }).catch(() => {}); // the parent may be no folder; the error says so
  }
};

/** A second release must not remove the lock of whoever took it after the first. */
const releaseOnce = (path: string): (() => Promise<void>) => {
  let released: Promise<void> | undefined;
  return () => (released ??= rm(path, { force: true }));
};

/** Who holds a lock now; `undefined` when nobody does, or its holder died. Takes nothing. */
export const lockHolder = async (path: string): Promise<LockHolder | undefined> => {
  const holder = parseHolder((await readIfThere(path)) ?? "");
  return holder && (await isAlive(holder)) ? holder : undefined;
};

/** How often a waiter looks again. */
const LOOK_EVERY_MS = 200;

/**
 * Takes a lock file, waiting for a live holder to let it go.
 *
 * @param onWait Called with the holder at each look.
 * @throws the signal's reason when it is aborted while waiting.
 */
export const waitForLock = async (path: string, purpose: string, clock: Clock, onWait: (holder: LockHolder) => void, signal: AbortSignal): Promise<AsyncDisposable> => {
  for (;;) {
    const lock = await takeLock(path, purpose);
    if (lock.held) return { [Symbol.asyncDispose]: lock.release };
    onWait(lock.holder);
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
};
