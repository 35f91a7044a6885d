import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const images = (name: string, image: string): readonly string[] => {
  const text = `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: ${name} }\nspec: { template: { spec: { containers: [{ name: ${name}, image: "${image}" }] } } }\n`;
  return findingsBetween(localSide(), productionOf({ "one.yaml": text })).filter(({ axis }) => axis === "image").map((one) => shown(one).replace(/:.*/, ""));
};

test("a build of Postgres with an extension is of the server's version, not of the extension's", () => {
  expect(images("postgres", "pgvector/pgvector:pg18")).toEqual(["warning postgres/image/repository", "warning postgres/image/tag"]);
  expect(images("postgres", "timescale/timescaledb:2.23.0-pg18")).toEqual(["warning postgres/image/repository", "warning postgres/image/tag"]);
  expect(images("postgres", "timescale/timescaledb:2.23.0-pg16")).toEqual(["error postgres/image/major", "warning postgres/image/repository"]);
});

test("MinIO of another day is another version, not another base", () => {
  expect(images("minio", "quay.io/minio/minio:RELEASE.2025-04-22T22-12-26Z")).toEqual(["warning minio/image/tag"]);
});
