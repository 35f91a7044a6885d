import { DevError } from "../../errors/dev-error.ts";
import type { SnapshotManifest } from "./manifest.ts";

/** What decides whether data can be used; `undefined`: not known now, or not in this stack. */
export interface StoreVersions {
  readonly postgresMajor: number | undefined;
  readonly kafkaMetadata: number | undefined;
}

/**
 * Whether the servers of a stack can work with a snapshot's data.
 *
 * @throws {DevError} `SNAPSHOT_INCOMPATIBLE` with the reason, and what to do.
 */
export const checkCompatibility = ({ name, postgresMajor, kafka }: SnapshotManifest, versions: StoreVersions): void => {
  if (postgresMajor !== null && versions.postgresMajor !== undefined && postgresMajor !== versions.postgresMajor) {
    throw new DevError("SNAPSHOT_INCOMPATIBLE", `The snapshot ${name} holds data of Postgres ${postgresMajor}; this stack runs Postgres ${versions.postgresMajor}`, {
      hint: [
        "Postgres does not read another major's files. To take the data along, bring up the older one and copy by SQL:",
        `  set postgres.image in neotool.config.ts to one of version ${postgresMajor}, then: neotool dev up && neotool dev snapshot restore ${name}`,
        "  neotool dev exec pg_dump > dump.sql",
        "  take the setting out, then: neotool dev down --volumes && neotool dev up && neotool dev exec psql-admin < dump.sql",
      ].join("\n"),
    });
  }
  const level = kafka?.metadataVersion ?? null;
  if (level === null || versions.kafkaMetadata === undefined || level === versions.kafkaMetadata) return;
  throw new DevError("SNAPSHOT_INCOMPATIBLE", `The snapshot ${name} holds topics of Kafka's metadata version ${level}; this broker's is ${versions.kafkaMetadata}`, {
    hint: `Set kafka.image in neotool.config.ts to the release that it was made with, then: neotool dev up && neotool dev snapshot restore ${name}`,
  });
};
