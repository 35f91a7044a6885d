import type { SnapshotManifest } from "../../dev/data/snapshot/manifest.ts";

/** A whole snapshot; what a test is about is laid over it. */
export const snapshotManifest = (over: Partial<SnapshotManifest> = {}): SnapshotManifest => ({
  schemaVersion: 1,
  name: "before",
  createdAt: "2026-11-20T10:00:00.000Z",
  instance: "shop-3fa9c1",
  runtime: "container",
  reason: "asked for",
  neotool: "0.1.0",
  pauseMs: 80,
  way: "copy",
  parts: [
    { service: "postgres", volume: "postgres-data", image: { reference: "postgres:18.1", id: "sha256:a" }, files: 1_200, bytes: 45_000_000 },
    { service: "kafka", volume: "kafka-data", image: { reference: "apache/kafka:3.7.0", id: "sha256:b" }, files: 12, bytes: 200_000 },
  ],
  secrets: [{ mount: "secret", path: "app/mail", version: 3 }],
  postgresMajor: 18,
  kafka: { metadataVersion: 19, clusterId: "4L6g3nShT-eMCtK--X86sw" },
  credentials: { "postgres.owner": "0123456789ab" },
  ...over,
});
