import { parseReference } from "../../images/reference.ts";

/** An image reference by meaning. */
export interface ImageParts {
  /** Where it is pulled; mirrors of Docker Hub's official images count as Docker Hub. */
  readonly registry: string;
  /** With `library/` for the official ones. */
  readonly repository: string;
  /** `undefined` where only a digest is written. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Numbers of the version in the tag: `18.1-alpine` → [18, 1]. */
  readonly version: readonly number[];
  /** What follows the numbers: `alpine`, `rc1`; empty for none. */
  readonly variant: string;
}

/** The same images under another name. */
const MIRRORS: readonly (readonly [RegExp, string])[] = [
  [/^public\.ecr\.aws\/docker\//, ""],
  [/^mirror\.gcr\.io\//, ""],
  [/^neotool\.local\//, ""],
];

const official = (name: string): string => {
  const found = MIRRORS.find(([mirror]) => mirror.test(name));
  return found ? name.replace(found[0], found[1]) : name;
};

/** MinIO counts releases by their day: `RELEASE.2025-09-07T16-13-09Z`. */
const BY_DAY = /^RELEASE\.(\d{4}-\d{2}-\d{2})T[\d-]+Z-?(.*)$/;
/** Extensions that come with a server name its version behind their own: `pg18`, `0.8.1-pg18-trixie`, `2.23.0-pg17.6`. */
const OF_POSTGRES = /^(?:.*-)?pg(\d+(?:\.\d+)*)(?:-(.*))?$/;

export const imageParts = (reference: string): ImageParts => {
  const [name = "", digest] = reference.split("@");
  const written = /:([\w][\w.-]*)$/.exec(name)?.[1];
  const { registry, repository } = parseReference(official(name));
  const tag = written ?? (digest === undefined ? "latest" : undefined);
  const [, numbers = "", rest = ""] = BY_DAY.exec(tag ?? "") ?? OF_POSTGRES.exec(tag ?? "") ?? /^(?:v|RELEASE\.)?(\d+(?:\.\d+)*)(?:[-.]?(.*))?$/.exec(tag ?? "") ?? [];
  return { registry, repository, tag, digest, version: numbers === "" ? [] : numbers.split(/[.-]/).map(Number), variant: rest };
};

/** Whether nothing says which version it is. */
export const isFloating = ({ tag, digest, version }: ImageParts): boolean =>
  digest === undefined && version.length === 0 && /^(latest|stable|edge|main|master|nightly|dev|alpine)$/.test(tag ?? "latest");

/** Before a release: nobody promises that its data are read by the release. */
export const isPrerelease = ({ variant }: ImageParts): boolean => /^(rc|beta|alpha|dev|preview|snapshot)[-.]?\d*$/i.test(variant);
