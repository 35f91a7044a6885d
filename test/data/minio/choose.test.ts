import { expect, test } from "vitest";
import { chooseFromMinio } from "../../../dev/data/minio/choose.ts";
import { mistakeOf } from "../../support/failure.ts";

const BUCKETS = ["exports", "neotool-jwks", "uploads"];

test("the bucket with the instance's public keys is nobody's data, unless it is asked for", () => {
  expect(chooseFromMinio("all", BUCKETS, "neotool-jwks").map(({ bucket }) => bucket)).toEqual(["exports", "uploads"]);
  expect(chooseFromMinio([{ bucket: "neotool-jwks", prefix: "" }], BUCKETS, "neotool-jwks")).toHaveLength(1);
});

test("what is below a prefix that goes anyway is not looked at twice", () => {
  const parts = [{ bucket: "exports", prefix: "2026/11" }, { bucket: "exports", prefix: "2026/" }, { bucket: "uploads", prefix: "" }, { bucket: "uploads", prefix: "" }];
  expect(chooseFromMinio(parts, BUCKETS, "neotool-jwks")).toEqual([{ bucket: "exports", prefix: "2026/" }, { bucket: "uploads", prefix: "" }]);
});

test("a bucket that is not there is a mistake", async () => {
  expect((await mistakeOf(() => chooseFromMinio([{ bucket: "export", prefix: "" }], BUCKETS, "x"))).message).toBe('There is no bucket "export"; did you mean "exports"?');
});
