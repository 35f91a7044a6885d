import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sha256 } from "../../dev/platform/sha256.ts";

test("it is Node's own, for texts of every length around a block's, and for letters of several bytes", () => {
  const texts = [...Array.from({ length: 200 }, (_, length) => "x".repeat(length)), "/home/jürgen/Projekte/größe/🚀", "ab".repeat(5_000)];
  expect(texts.map(sha256)).toEqual(texts.map((text) => createHash("sha256").update(text).digest("hex")));
});
