import { expect, test } from "vitest";
import { heldByOldData } from "../../../dev/wiring/data/held.ts";
import { isPostgres } from "../../../dev/wiring/data/upgrade-postgres.ts";
import { serviceView, viewOf } from "../../support/screen.ts";

const failing = (code: "VOLUME_INCOMPATIBLE" | "CLUSTER_ID_MISMATCH" | "SERVICE_EXITED") => ({ phase: "failed" as const, error: { code, message: `because of ${code}`, hint: "", cause: null, evidence: [], docs: null } });

test("services that failed because of old data are known by their errors, and which of them can be taken over", () => {
  const view = viewOf(serviceView("postgres", failing("VOLUME_INCOMPATIBLE")), serviceView("kafka", failing("CLUSTER_ID_MISMATCH")), serviceView("minio", failing("VOLUME_INCOMPATIBLE")), serviceView("vault", failing("SERVICE_EXITED")), serviceView("loki"));
  expect(heldByOldData(view)).toEqual([
    { service: "postgres", why: "because of VOLUME_INCOMPATIBLE", canUpgrade: true },
    { service: "kafka", why: "because of CLUSTER_ID_MISMATCH", canUpgrade: true },
    { service: "minio", why: "because of VOLUME_INCOMPATIBLE", canUpgrade: false },
  ]);
});

test.each([
  ["postgres:17", true],
  ["postgres:17.2-alpine", true],
  ["neotool.local/postgres:17-alpine", true],
  ["registry.example/mirror/postgres:17.1", true],
  ["postgres:18.1", false],
  ["postgres:1", false],
  ["postgres:170", false],
  ["not-postgres:17", false],
  ["bitnami/postgresql:17", false],
])("whether %s is Postgres 17: %s", (reference, is) => {
  expect(isPostgres(reference, "17")).toBe(is);
});
