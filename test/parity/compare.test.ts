import { join } from "node:path";
import { expect, test } from "vitest";
import { driftIn, judge } from "../../dev/parity/judge.ts";
import { findingsBetween, localSide, shown, TODAY } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FOLDER = join(import.meta.dirname, "production");

const drift = (files: Readonly<Record<string, string>>): readonly string[] => {
  const local = localSide();
  return driftIn(judge(findingsBetween(local, productionOf(files)), local.meant, [], TODAY)).filter(({ severity }) => severity !== "info").map(shown);
};

test("a production that is like the definitions differs in what is known to differ, and in nothing else", () => {
  expect(drift(filesOf(FOLDER))).toEqual([
    "warning kafka/topics/order.created: nothing | 3 partitions, retention.ms=604800000",
    "warning minio/end-of-life/image: quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z, not mended since 2026-02-12 | nothing",
    "warning minio/s3/versioning.neotool-assets-private: bucket neotool-assets-private keeps versions | abc.r2.cloudflarestorage.com",
    "warning promtail/end-of-life/image: grafana/promtail:2.9.0, not mended since 2026-03-02 | nothing",
  ]);
});

test("both sides of a finding say where they stand", () => {
  const files = filesOf(FOLDER);
  const local = localSide();
  const [found] = findingsBetween(local, productionOf({ ...files, "kafka.yaml": files["kafka.yaml"]?.replace("apache/kafka:3.7.0", "apache/kafka:4.1.0") ?? "" })).filter(({ id }) => id === "kafka/image/major");
  expect(found?.local.origin).toEqual({ kind: "definition", of: "kafka" });
  expect(found?.production.origin).toEqual({ kind: "file", file: "kafka.yaml", line: 17 });
  expect(found?.closing).toEqual({ path: ["kafka", "image"], value: "apache/kafka:4.1.0" });
});
