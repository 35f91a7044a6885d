import { expect, test } from "vitest";
import { milliseconds } from "../../dev/parity/normalise/duration.ts";
import { imageParts, isFloating, isPrerelease } from "../../dev/parity/normalise/image.ts";
import { jvmBytes, kubernetesBytes, milliCpu, postgresBytes } from "../../dev/parity/normalise/quantity.ts";
import { normalForm } from "../../dev/parity/normalise/value.ts";

test("amounts of memory, as each program counts them", () => {
  expect(["16Gi", "1000M", "1e9", "128Ki", "512", "1.5Gi"].map(kubernetesBytes)).toEqual([17179869184, 1e9, 1e9, 131072, 512, 1610612736]);
  expect(["512m", "1.5e3", "1E3", "2E", ".5Gi", "1.", "1e-3", "1Pi"].map(kubernetesBytes)).toEqual([0.512, 1500, 1000, 2e18, 536870912, 1, 0.001, 1125899906842624]);
  expect(["1500m", ".5", "1e0", "250000u", "1.1"].map(milliCpu)).toEqual([1500, 500, 1000, 250, 1100]);
  expect([postgresBytes("128MB", "8kB"), postgresBytes("16384", "8kB"), postgresBytes("-1", "8kB"), postgresBytes("1GB", "MB"), postgresBytes("1024", "MB")]).toEqual([134217728, 134217728, -1, 1073741824, 1073741824]);
  expect(["256m", "1G", "1048576k"].map(jvmBytes)).toEqual([268435456, 1073741824, 1073741824]);
  expect(["500m", "0.5", "2"].map(milliCpu)).toEqual([500, 500, 2000]);
  expect([kubernetesBytes("much"), postgresBytes("1 ton", "kB"), milliCpu("all")]).toEqual([undefined, undefined, undefined]);
});

test("durations of Go, Prometheus, Postgres and Kafka", () => {
  expect([milliseconds("15d", "s"), milliseconds("360h", "s"), milliseconds("1d12h", "s"), milliseconds("30min", "s"), milliseconds("1800", "s"), milliseconds("0", "ms"), milliseconds("-1", "ms"), milliseconds("0.2", "s"), milliseconds("1w", "s")]).toEqual([1296000000, 1296000000, 129600000, 1800000, 1800000, 0, -1, 200, 604800000]);
  expect([milliseconds("soon", "s"), milliseconds("5x", "s"), milliseconds("", "s")]).toEqual([undefined, undefined, undefined]);
});

test("two ways to write one thing are one thing, and others stay two", () => {
  expect(["on", "TRUE", "yes", "1", "'on'"].map((text) => normalForm(text, { as: "boolean" }))).toEqual(["true", "true", "true", "true", "true"]);
  expect([normalForm("yes", { as: "text" }), normalForm("1", { as: "text" })]).toEqual(["true", "1"]);
  expect(normalForm("b, a,a  c", { as: "set" })).toBe("a,b,c");
  expect(normalForm("en_US.UTF-8", { as: "locale" })).toBe(normalForm("en_US.utf8", { as: "locale" }));
  expect(normalForm("0.90", { as: "number" })).toBe("0.9");
  expect(normalForm("maybe", { as: "boolean" })).toBe("maybe");
});

test("an image reference is taken apart by meaning", () => {
  expect(imageParts("postgres:18.1-alpine")).toEqual({ registry: "docker.io", repository: "library/postgres", tag: "18.1-alpine", digest: undefined, version: [18, 1], variant: "alpine" });
  expect(imageParts("quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z")).toMatchObject({ registry: "quay.io", version: [2025, 9, 7], variant: "" });
  expect(["pgvector/pgvector:pg18", "pgvector/pgvector:0.8.1-pg18-trixie", "timescale/timescaledb:2.23.0-pg17.6"].map((reference) => imageParts(reference).version)).toEqual([[18], [18], [17, 6]]);
  expect(imageParts("localhost:5000/a/b@sha256:abc")).toMatchObject({ registry: "localhost:5000", repository: "a/b", tag: undefined, digest: "sha256:abc" });
  expect(imageParts("neotool.local/postgres:18.1")).toMatchObject({ registry: "docker.io", repository: "library/postgres" });
  expect(imageParts("prom/prometheus:v2.55.1").version).toEqual([2, 55, 1]);
  expect(["postgres", "postgres:latest", "nginx:stable", "postgres:18", `postgres@sha256:${"a".repeat(64)}`].map((reference) => isFloating(imageParts(reference)))).toEqual([true, true, true, false, false]);
  expect(["postgres:18rc1", "postgres:18beta2-alpine", "postgres:18.1", "x:1.2.0-rc.1"].map((reference) => isPrerelease(imageParts(reference)))).toEqual([true, false, false, true]);
});
