import { expect, test } from "vitest";
import { pullReference } from "../../dev/images/lock.ts";
import { parseReference } from "../../dev/images/reference.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;

test.each([
  ["postgres:18.1", "docker.io", "library/postgres", "18.1"],
  ["postgres", "docker.io", "library/postgres", "latest"],
  ["apache/kafka:3.7.0", "docker.io", "apache/kafka", "3.7.0"],
  ["docker.io/library/postgres:18.1", "docker.io", "library/postgres", "18.1"],
  ["docker.io/postgres:18.1", "docker.io", "library/postgres", "18.1"],
  ["index.docker.io/library/postgres:18.1", "docker.io", "library/postgres", "18.1"],
  ["quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z", "quay.io", "minio/minio", "RELEASE.2025-09-07T16-13-09Z"],
  ["localhost/app:1", "localhost", "app", "1"],
  ["localhost:5000/team/app", "localhost:5000", "team/app", "latest"],
  ["127.0.0.1:5000/app:1", "127.0.0.1:5000", "app", "1"],
  [`quay.io/minio/minio@${DIGEST}`, "quay.io", "minio/minio", DIGEST],
  [`quay.io/minio/minio:1@${DIGEST}`, "quay.io", "minio/minio", DIGEST],
  ["neotool.local/postgres:18.1", "neotool.local", "postgres", "18.1"],
])("%s is taken apart as docker does", (reference, registry, repository, version) => {
  expect(parseReference(reference)).toEqual({ registry, repository, version });
});

test("where a digest is known it is asked for in place of the tag, which can move", () => {
  expect(pullReference("quay.io/minio/minio:RELEASE.1", DIGEST)).toBe(`quay.io/minio/minio@${DIGEST}`);
  expect(pullReference("localhost:5000/minio", DIGEST)).toBe(`localhost:5000/minio@${DIGEST}`);
  expect(pullReference("quay.io/minio/minio:RELEASE.1", null)).toBe("quay.io/minio/minio:RELEASE.1");
});
