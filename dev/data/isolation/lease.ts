import { createHash, randomBytes } from "node:crypto";
import type { ProcessIdentity } from "../../platform/process-identity.ts";

/** Who has something isolated, as short as a name must be. Equal hashes for the same process only, but for one chance in two thousand million. */
export interface LeaseOwner {
  readonly pid: number;
  /** Hash of the process's start: a later process with the same number has another. */
  readonly started: string;
  /** Hash of where its number counts: boot and process namespace, or machine. */
  readonly place: string;
}

/**
 * Who has something isolated, and until when at the latest. It is the name of the thing itself (database, role, topic, group,
 * bucket, mount), so that what dead owners left is known without a list of it, by whoever can see the names.
 */
export interface Lease extends LeaseOwner {
  /** Seconds since 1970, by the owner's clock. Counts only for who cannot look for the owner: see {@link isOver}. */
  readonly expiresAt: number;
  /** Another one for each thing of an owner's. */
  readonly id: string;
}

/** What may stand between the parts: S3 knows no underscore, and SQL wants quotes around a hyphen. */
export type LeaseSeparator = "-" | "_";

/** How long something is kept for an owner that cannot be looked for: hours, because nobody can renew a name, and clocks differ. */
export const LEASE_SECONDS = 4 * 60 * 60;

const HASH_LENGTH = 6;
const ID_LENGTH = 8;
const LETTERS = 36;

/** In `[0-9a-z]`. */
const shortHash = (text: string): string => BigInt(`0x${createHash("sha256").update(text).digest("hex")}`).toString(LETTERS).slice(-HASH_LENGTH);
const randomId = (): string => BigInt(`0x${randomBytes(8).toString("hex")}`).toString(LETTERS).slice(-ID_LENGTH).padStart(ID_LENGTH, "0");

/** @param place As `processPlace()` says. */
export const leaseOwner = ({ pid, startedAt }: ProcessIdentity, place: string): LeaseOwner => ({ pid, started: shortHash(startedAt), place: shortHash(place) });

/** A new one. @param now The calendar. @param seconds @default LEASE_SECONDS */
export const newLease = ({ pid, started, place }: LeaseOwner, now: Date, seconds: number = LEASE_SECONDS): Lease => ({
  pid,
  started,
  place,
  expiresAt: Math.ceil(now.getTime() / 1000) + seconds,
  id: randomId(),
});

/** What every leased name begins with. */
export const leasePrefix = (separator: LeaseSeparator): string => `nt${separator}test${separator}`;

/**
 * The name: at most 45 characters of `[0-9a-z]` and the separator.
 *
 * @example formatLease(lease, "_") // nt_test_3m2_k2f09x_p0c3ra_tcx5c0_8mh3k1qz
 */
export const formatLease = ({ pid, started, place, expiresAt, id }: Lease, separator: LeaseSeparator): string =>
  `${leasePrefix(separator)}${[pid.toString(LETTERS), started, place, expiresAt.toString(LETTERS), id].join(separator)}`;

const NAME = new RegExp(`^nt([-_])test\\1([1-9a-z][0-9a-z]{0,6})\\1([0-9a-z]{${HASH_LENGTH}})\\1([0-9a-z]{${HASH_LENGTH}})\\1([1-9a-z][0-9a-z]{5,6})\\1([0-9a-z]{${ID_LENGTH}})(?![0-9a-z])`);

/** Whose a thing is; `undefined`: it is none of ours. What comes behind the lease's name (a topic's own name, `_fresh`) is not read. */
export const parseLease = (name: string): Lease | undefined => {
  const [, , pid, started, place, expiresAt, id] = NAME.exec(name) ?? [];
  if (pid === undefined || started === undefined || place === undefined || expiresAt === undefined || id === undefined) return undefined;
  return { pid: Number.parseInt(pid, LETTERS), started, place, expiresAt: Number.parseInt(expiresAt, LETTERS), id };
};

/** Whether a thing is a test's: no part of what a snapshot, a diff or a reset of a part calls the instance's data. */
export const isLeased = (name: string): boolean => parseLease(name) !== undefined;

/** What is known of the moment in which a lease is looked at. */
export interface LeaseView {
  /** Where the one who looks is. */
  readonly place: string;
  readonly now: Date;
  /** Of the process that has the lease's number here and now; `undefined`: there is none. */
  readonly started: string | undefined;
}

/**
 * Pure. Whether nobody needs a thing any more. In the same place the owner decides: while it lives its things are kept, also past
 * their time (somebody may sit at a breakpoint), and once it is dead they are over, whatever any clock says. Of an owner in
 * another place (another machine or container, before a reboot) only the time is known.
 */
export const isOver = (lease: Lease, { place, now, started }: LeaseView): boolean =>
  lease.place === place ? started !== lease.started : now.getTime() / 1000 > lease.expiresAt;

/** Hash of a process's start, to hold beside a lease's. */
export const startedHash = (startedAt: string): string => shortHash(startedAt);
