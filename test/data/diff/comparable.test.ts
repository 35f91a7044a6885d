import { expect, test } from "vitest";
import { comparable, type Moment } from "../../../dev/data/diff/comparable.ts";

const moment = (name: string, ...has: Moment["has"]): Moment => ({ name, has, lack: (store) => `${name} has no ${store}` });

test("compared is what both have; what one has alone is named with why", () => {
  expect(comparable([], moment("before", "postgres", "kafka"), moment("live", "postgres", "vault"))).toEqual({
    stores: ["postgres"],
    notCompared: [{ store: "kafka", reason: "live has no kafka" }, { store: "vault", reason: "before has no vault" }],
  });
});

test("what was not asked for is neither compared nor missed", () => {
  expect(comparable(["minio", "postgres"], moment("before", "postgres", "minio"), moment("live", "postgres", "kafka"))).toEqual({ stores: ["postgres"], notCompared: [{ store: "minio", reason: "live has no minio" }] });
});
