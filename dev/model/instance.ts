import { createHash } from "node:crypto";
import { basename } from "node:path";

/** One running stack of one working copy. Its id is in the name of everything it owns. */
export interface Instance {
  /** For example `shop-3fa9c1`: the folder's name for people, a hash of its path so that two `main` folders differ. */
  readonly id: string;
  /** Absolute, symbolic links resolved. */
  readonly workingCopy: string;
  /** Where that is a path; for who makes something of it (`platform/folder-place`). @default nobody is told */
  readonly place?: string;
  /** Of one that dies with a process. @default it outlives the command that made it */
  readonly session?: Session;
}

/** Whose an instance is that is for one process alone. */
export interface Session {
  /** Opaque; equal for the same process only: what remains of a dead one is anybody's to remove. Of one in another place (a container has its own) nobody can say whether it lives. */
  readonly owner: { readonly pid: number; readonly startedAt: string; readonly place: string };
  /** What it is for, in a word or two. @example "tests" */
  readonly purpose: string;
  /** Labels besides the instance's own, for whoever else is to know it. */
  readonly labels?: Readonly<Record<string, string>>;
}

const LONGEST_NAME = 24;

/** Engine names allow [a-zA-Z0-9_.-]; DNS labels allow less, so the strictest rule holds for both runtimes. */
const slug = (name: string): string =>
  name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, LONGEST_NAME).replace(/-+$/, "") || "copy";

/** @param workingCopy Absolute path with symbolic links resolved: the same folder must give the same instance. */
export const instanceOf = (workingCopy: string): Instance => {
  const hash = createHash("sha256").update(workingCopy).digest("hex").slice(0, 6);
  return { id: `${slug(basename(workingCopy))}-${hash}`, workingCopy };
};

/** @param random Lower-case letters and digits: beside other sessions of the same working copy it must differ. */
export const sessionInstance = (workingCopy: string, session: Session, random: string): Instance => ({ id: `${slug(basename(workingCopy))}-session-${random}`, workingCopy, session });

/**
 * The Kafka cluster id of an instance: derived, not drawn, so that it is the same after `.neotool/` is deleted and the
 * volume still fits. 16 bytes as base64url without padding, as Kafka wants them.
 */
export const clusterIdOf = ({ id }: Instance): string => {
  const bytes = createHash("sha256").update(`kafka-cluster:${id}`).digest().subarray(0, 16);
  // A leading "-" reads as an option in Kafka's own tools; Kafka draws its ids without one for the same reason.
  return bytes.toString("base64url").replace(/^-/, "A");
};

export const containerName = ({ id }: Instance, service: string): string => `neotool-${id}-${service}`;
export const volumeName = ({ id }: Instance, volume: string): string => `neotool-${id}-${volume}`;
/** Where a snapshot of an instance is. */
export const snapshotVolumeName = ({ id }: Instance, snapshot: string): string => `neotool-${id}-snapshot-${snapshot}`;
/** Of the machine: the same for every instance that makes it from the same. @param imageId The image that fills it. */
export const templateVolumeName = (template: string, imageId: string, madeFrom: readonly string[]): string =>
  `neotool-${template}-${createHash("sha256").update(JSON.stringify([imageId, ...madeFrom])).digest("hex").slice(0, 12)}`;
export const networkName = ({ id }: Instance): string => `neotool-${id}`;
