import lockFile from "../../images.lock.json" with { type: "json" };

/** What is known of one official image. */
export interface LockedImage {
  /** The official reference, as definitions write it. */
  readonly reference: string;
  readonly platforms: readonly string[];
  /** Index digest, only where it is known; none is invented. */
  readonly digest: string | null;
  /** Where to pull it, best first. */
  readonly sources: readonly string[];
  readonly standIn: { readonly reference: string; readonly recipe: string } | null;
  /** Day after which nobody mends it. */
  readonly endOfLife: string | null;
  readonly notes: readonly string[];
}

const images: Readonly<Record<string, Omit<LockedImage, "reference">>> = lockFile.images;

/** What the lock says of a reference. A project's own image has one source, itself, and no stand-in. */
export const lockedImage = (reference: string): LockedImage => {
  const known = images[reference];
  if (known) return { reference, ...known };
  return { reference, platforms: [], digest: null, sources: [reference], standIn: null, endOfLife: null, notes: [] };
};

/** The reference that is asked for at a source: by digest where it is known, because a tag can move. */
export const pullReference = (source: string, digest: string | null): string => (digest === null ? source : `${withoutTag(source)}@${digest}`);

/** `quay.io/minio/minio:1` → `quay.io/minio/minio`; a registry's port stays. */
export const withoutTag = (reference: string): string => reference.replace(/:[^:/]+$/, "");
