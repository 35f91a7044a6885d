import { expect, test } from "vitest";
import { checkCompatibility } from "../../../dev/data/snapshot/compatibility.ts";
import { snapshotManifest } from "../../support/snapshots.ts";

const versions = { postgresMajor: 18, kafkaMetadata: 19 };

test("a snapshot of the same versions fits", () => {
  expect(() => checkCompatibility(snapshotManifest(), versions)).not.toThrow();
});

test("what is not known, or not in the snapshot, is no reason to refuse", () => {
  expect(() => checkCompatibility(snapshotManifest(), { postgresMajor: undefined, kafkaMetadata: undefined })).not.toThrow();
  expect(() => checkCompatibility(snapshotManifest({ postgresMajor: null, kafka: null }), versions)).not.toThrow();
  expect(() => checkCompatibility(snapshotManifest({ kafka: { metadataVersion: null, clusterId: "x" } }), versions)).not.toThrow();
});

test("another Postgres major is refused, with the way to take the data along", () => {
  const check = () => checkCompatibility(snapshotManifest({ postgresMajor: 17 }), versions);
  expect(check).toThrow("The snapshot before holds data of Postgres 17; this stack runs Postgres 18");
  expect(check).toThrow(expect.objectContaining({ code: "SNAPSHOT_INCOMPATIBLE", hint: expect.stringContaining("pg_dump") }));
});

test("another metadata version of Kafka is refused, with the setting that fits", () => {
  const check = () => checkCompatibility(snapshotManifest({ kafka: { metadataVersion: 20, clusterId: "x" } }), versions);
  expect(check).toThrow("holds topics of Kafka's metadata version 20; this broker's is 19");
  expect(check).toThrow(expect.objectContaining({ hint: expect.stringContaining("kafka.image") }));
});
