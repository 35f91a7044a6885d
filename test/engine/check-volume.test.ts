import { expect, test } from "vitest";
import { checkVolume } from "../../dev/engine/check-volume.ts";
import type { VolumeCheck } from "../../dev/model/service.ts";

const files = (content: Readonly<Record<string, string>>) => async (path: string) => content[path];
const postgres: VolumeCheck<string> = { asked: "before-start", kind: "postgres-major", volume: "postgres-data", major: 18 };
const kafka: VolumeCheck<string> = { asked: "after-exit", kind: "kafka-cluster-id", volume: "kafka-data", logDir: "/data", clusterId: "4L6g3nShT-eMCtK--X86sw" };

test("an empty volume and one of the same major are fine", async () => {
  await expect(checkVolume(postgres, "postgres", files({}))).resolves.toBeUndefined();
  await expect(checkVolume(postgres, "postgres", files({ "/var/lib/postgresql/18/docker/PG_VERSION": "18\n" }))).resolves.toBeUndefined();
});

test.each([
  ["/var/lib/postgresql/17/docker/PG_VERSION", "17\n", "holds data of Postgres 17; this stack runs Postgres 18"],
  ["/var/lib/postgresql/data/PG_VERSION", "16\n", "holds data of Postgres 16; this stack runs Postgres 18"],
  ["/var/lib/postgresql/./PG_VERSION", "15\n", "holds data of Postgres 15; this stack runs Postgres 18"],
  ["/var/lib/postgresql/18/docker/PG_VERSION", "17\n", "holds data of Postgres 17; this stack runs Postgres 18"],
  ["/var/lib/postgresql/data/PG_VERSION", "18\n", 'holds Postgres 18 data in the folder "data", where the image of version 18 does not look; this stack runs Postgres 18'],
])("old data at %s saying %s are explained before Postgres crashes on them", async (path, version, message) => {
  await expect(checkVolume(postgres, "postgres", files({ [path]: version }))).rejects.toMatchObject({
    code: "VOLUME_INCOMPATIBLE",
    message: `The volume postgres-data ${message}`,
    evidence: [`${path} says ${version.trim()}`],
    hint: expect.stringMatching(/--old-data upgrade[^]*--old-data reset/),
  });
});

test("a stack of another major looks for that, and finds the data of 18 beside it", async () => {
  const newer = { ...postgres, major: 19 } as const;
  await expect(checkVolume(newer, "postgres", files({ "/var/lib/postgresql/19/docker/PG_VERSION": "19\n" }))).resolves.toBeUndefined();
  await expect(checkVolume(newer, "postgres", files({ "/var/lib/postgresql/18/docker/PG_VERSION": "18\n" }))).rejects.toMatchObject({ message: "The volume postgres-data holds data of Postgres 18; this stack runs Postgres 19" });
});

test("a Kafka volume of this cluster is fine, in either way that Kafka writes it", async () => {
  await expect(checkVolume(kafka, "kafka", files({}))).resolves.toBeUndefined();
  for (const id of ["4L6g3nShT-eMCtK--X86sw", "Some(4L6g3nShT-eMCtK--X86sw)"]) {
    await expect(checkVolume(kafka, "kafka", files({ "/data/meta.properties": `version=1\ncluster.id=${id}\nnode.id=1\n` }))).resolves.toBeUndefined();
  }
});

test("a Kafka volume of another cluster names both", async () => {
  await expect(checkVolume(kafka, "kafka", files({ "/data/meta.properties": "cluster.id=Some(5L6g3nShT-eMCtK--X86sw)\n" }))).rejects.toMatchObject({
    code: "CLUSTER_ID_MISMATCH",
    message: "The volume kafka-data belongs to the Kafka cluster 5L6g3nShT-eMCtK--X86sw; this instance is 4L6g3nShT-eMCtK--X86sw",
  });
});

test("a MinIO volume in the form that is read, empty or unreadable is left to MinIO; one of an old form is explained", async () => {
  const minio = { asked: "after-exit", kind: "minio-format", volume: "minio-data", path: "/data" } as const;
  const saying = (text: string) => files({ "/data/.minio.sys/format.json": text });
  for (const read of [files({}), saying('{"format":"xl-single"}'), saying("{ half")]) await expect(checkVolume(minio, "minio", read)).resolves.toBeUndefined();
  await expect(checkVolume(minio, "minio", saying('{"format":"fs"}'))).rejects.toMatchObject({ code: "VOLUME_INCOMPATIBLE", evidence: ['/data/.minio.sys/format.json says "format":"fs"'] });
});
