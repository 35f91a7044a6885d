import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import type { Clock } from "./clock.ts";
import { errnoOf, readIfThere, unwritable } from "./files.ts";
import { ownPlacedIdentity, whereaboutsOf, type PlacedProcess, type Whereabouts } from "./process-identity.ts";

/** A lock as its owner has written it. */
interface LockContent extends PlacedProcess {
  /** The command that took it, for example `up`. */
  readonly purpose: string;
}

/** Who holds a lock, and for what: enough for a sentence that helps. */
export interface LockHolder extends LockContent {
  readonly whereabouts: Exclude<Whereabouts, "dead">;
}

/** A holder that nobody here can look at (a dev container and its host share a folder) says in this way that it lives. */
const RENEWED_EVERY_MS = 15_000;
/** One that has not for so long is taken for dead: it was killed, or the machine has started anew since. */
export const SILENT_AFTER_MS = 60_000;

type LockResult =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; readonly holder: LockHolder };

const parseContent = (content: string): LockContent | undefined => {
  try {
    const { pid, startedAt, place, purpose } = JSON.parse(content);
    return typeof pid === "number" && [startedAt, place, purpose].every((text) => typeof text === "string") ? { pid, startedAt, place, purpose } : undefined;
  } catch {
    return undefined; // a half-written file of a machine that lost power: nobody holds it
  }
};

/** Since its holder has said that it lives. */
const silenceOf = async (path: string): Promise<number> => {
  try {
    return Date.now() - (await stat(path)).mtimeMs;
  } catch {
    return Infinity; // let go in between
  }
};

/** `undefined`: nobody holds what is written there. */
const holderOf = async (path: string, content: string): Promise<LockHolder | undefined> => {
  const holder = parseContent(content);
  const whereabouts = holder ? await whereaboutsOf(holder) : "dead";
  if (!holder || whereabouts === "dead") return undefined;
  return whereabouts === "elsewhere" && (await silenceOf(path)) > SILENT_AFTER_MS ? undefined : { ...holder, whereabouts };
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
    const holder = await holderOf(path, content);
    if (holder) return holder;
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
 * Takes a lock file, or says who has it. A dead owner's lock is taken over: the owner is known by process id, start time
 * *and* where that id counts, so a reused process id does not keep it, and one that means nothing here does not give it away.
 *
 * @throws {DevError} `STATE_UNWRITABLE` where no file can be made.
 */
export const takeLock = async (path: string, purpose: string): Promise<LockResult> => {
  const own: LockContent = { ...(await ownPlacedIdentity()), purpose };
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
  const renewing = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), RENEWED_EVERY_MS); // one that cannot be renewed is still held, for all here
  renewing.unref();
  let released: Promise<void> | undefined;
  return () => {
    clearInterval(renewing);
    return (released ??= rm(path, { force: true }));
  };
};

/** Who holds a lock now; `undefined` when nobody does, or its holder died. Takes nothing. */
export const lockHolder = async (path: string): Promise<LockHolder | undefined> => holderOf(path, (await readIfThere(path)) ?? "");

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
