import { expect, test } from "vitest";
import { restorePlan } from "../../../../dev/data/minio/isolate/isolated-bucket.ts";

test("what was kept comes back where it was changed, written again or deleted, and what is new goes", () => {
  const saved = new Map([["same", { etag: "1", at: 100 }], ["changed", { etag: "2", at: 100 }], ["rewritten", { etag: "3", at: 100 }], ["deleted", { etag: "4", at: 100 }]]);
  const present = new Map([["same", { etag: "1", at: 100 }], ["changed", { etag: "9", at: 200 }], ["rewritten", { etag: "3", at: 200 }], ["new", { etag: "5", at: 200 }]]);
  expect(restorePlan(saved, present)).toEqual({ remove: ["new"], copy: ["changed", "rewritten", "deleted"] });
  expect(restorePlan(new Map(), present).remove).toEqual([...present.keys()]);
  expect(restorePlan(saved, saved)).toEqual({ remove: [], copy: [] });
});
