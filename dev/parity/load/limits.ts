/** What somebody's tree may ask of this machine. Far above what production's manifests need, far below what would hurt. */
export const LIMITS = {
  /** Of one file that is read. */
  fileBytes: 8 * 1024 * 1024,
  /** Of all that is read. */
  totalBytes: 96 * 1024 * 1024,
  /** Of one file, or of one rendering. */
  documents: 20_000,
  /** What aliases may multiply one another to: a real file stays below its own size, a bomb does not. */
  aliases: 1_000,
  /** Files below the root. */
  files: 200_000,
  /** How long a program may render. */
  renderMs: 60_000,
} as const;
