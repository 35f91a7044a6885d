import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";

export const WAYS: Readonly<Record<SnapshotManifest["way"], string>> = {
  reflink: "shares its blocks with the data until they change",
  copy: "a full copy: the engine's file system cannot share blocks between files",
};

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** @example "postgres, kafka, minio, 3 secrets of vault" */
export const contentText = ({ parts, secrets }: Pick<SnapshotManifest, "parts" | "secrets">): string =>
  [...new Set(parts.map(({ service }) => service)), ...(secrets === null ? [] : [`${counted(secrets.length, "secret")} of vault`])].join(", ");
