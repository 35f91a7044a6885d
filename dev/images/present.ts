import { ifThere } from "../docker/answered-status.ts";
import { engineGet } from "../docker/http.ts";
import { IMAGE_LABEL } from "../model/labels.ts";
import { pullReference, type LockedImage } from "./lock.ts";

/** An image that the engine has. */
export interface FoundImage {
  /** The name under which it was found: the official one, a mirror's, or a stand-in's. */
  readonly reference: string;
  readonly id: string;
  readonly sizeBytes: number;
  /** Set for a stand-in: the official image in whose place it is. */
  readonly standInFor: string | null;
  /** What software is inside a stand-in, for example `18.6`. */
  readonly softwareVersion: string | null;
}

interface ImageInspect {
  readonly Id: string;
  readonly Size: number;
  readonly RepoDigests?: readonly string[];
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null };
}

/** `undefined` when the engine has no image of this name. */
export const inspectImage = async (socket: string, reference: string, signal?: AbortSignal): Promise<(FoundImage & { readonly digests: readonly string[] }) | undefined> => {
  const image = await ifThere(engineGet<ImageInspect>(socket, `/images/${encodeURIComponent(reference)}/json`, undefined, signal));
  if (!image) return undefined;
  const labels = image.Config?.Labels ?? {};
  return {
    reference,
    id: image.Id,
    sizeBytes: image.Size,
    standInFor: labels[IMAGE_LABEL.standInFor] ?? null,
    softwareVersion: labels[IMAGE_LABEL.softwareVersion] ?? null,
    digests: image.RepoDigests ?? [],
  };
};

/** The names under which an image may be there already, best first: official, mirrors, stand-in. */
export const candidateNames = ({ reference, sources, digest, standIn }: LockedImage): readonly string[] => [
  reference,
  ...sources.flatMap((source) => (digest === null ? [source] : [pullReference(source, digest), source])),
  ...(standIn ? [standIn.reference] : []),
];

/**
 * The best form of an image that the engine has. A known digest is held against what the engine recorded at the pull;
 * an image that was loaded from an archive has no such record and is taken by its name.
 */
export const presentImage = async (socket: string, image: LockedImage, signal?: AbortSignal): Promise<FoundImage | undefined> => {
  const found = await Promise.all([...new Set(candidateNames(image))].map((name) => inspectImage(socket, name, signal)));
  const best = found.find((candidate) => candidate !== undefined && hasDigest(candidate, image.digest));
  if (!best) return undefined;
  const { digests: _digests, ...present } = best;
  // By its name alone: one that lost its labels must not pass for the official image.
  return present.reference === image.standIn?.reference ? { ...present, standInFor: present.standInFor ?? image.reference } : present;
};

const hasDigest = ({ digests, standInFor }: { digests: readonly string[]; standInFor: string | null }, digest: string | null): boolean =>
  digest === null || standInFor !== null || digests.length === 0 || digests.some((known) => known.endsWith(`@${digest}`));
