import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const images = (name: string, image: string, local = localSide()): readonly string[] => {
  const text = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: ${name} }\nspec: { template: { spec: { containers: [{ name: ${name}, image: "${image}" }] } } }\n`;
  return findingsBetween(local, productionOf({ "one.yaml": text })).filter(({ axis }) => axis === "image").map((one) => shown(one).replace(/:.*/, ""));
};

test("a build of Postgres with an extension is of the server's version, not of the extension's", () => {
  expect(images("postgres", "pgvector/pgvector:pg18")).toEqual(["warning postgres/image/repository", "warning postgres/image/tag"]);
  expect(images("postgres", "timescale/timescaledb:2.23.0-pg18")).toEqual(["warning postgres/image/repository", "warning postgres/image/tag"]);
  expect(images("postgres", "timescale/timescaledb:2.23.0-pg16")).toEqual(["error postgres/image/major", "warning postgres/image/repository"]);
});

test("MinIO of another day is another version, not another base", () => {
  expect(images("minio", "quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z")).toEqual(["warning minio/image/tag"]);
});

test("a build that is named by its digest alone is told, and versions that differ are not called two builds of one", () => {
  const [a, b] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`);
  const runs = (image: string, digests: readonly string[] = []) => {
    const local = localSide();
    return { ...local, services: local.services.map((one) => (one.name === "postgres" && one.image ? { ...one, image: { ...one.image, value: image }, digests } : one)) };
  };
  expect(images("postgres", `postgres@${a}`)).toEqual(["info postgres/image/digest"]);
  expect(images("postgres", `postgres@${a}`, runs("postgres:18.1", [`${b}`]))).toEqual(["warning postgres/image/digest"]);
  expect(images("postgres", `postgres@${a}`, runs("postgres:18.1", [`${a}`]))).toEqual([]);
  expect(images("postgres", `postgres:18.3@${a}`, runs(`postgres:18.1@${b}`))).toEqual(["warning postgres/image/tag"]);
  expect(images("postgres", `postgres:18.1@${a}`, runs(`postgres:18.1@${b}`))).toEqual(["error postgres/image/digest"]);
});
