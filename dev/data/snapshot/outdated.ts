import type { SnapshotManifest } from "./manifest.ts";

const KEPT = 5;

/** Those that were made by themselves and are no longer needed: all but the newest five. Pure. */
export const outdated = (manifests: readonly SnapshotManifest[]): readonly SnapshotManifest[] =>
  manifests
    .filter(({ reason }) => reason === "before reset" || reason === "before try" || reason === "for a clone")
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))
    .slice(KEPT);
