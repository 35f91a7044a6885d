import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { findInBundle, readBundleIndex, type BundledImage, type BundleIndex } from "../../dev/images/bundle-index.ts";
import { failureOf } from "../support/failure.ts";
import { idOf } from "../support/images.ts";
import { tempDir } from "../support/temp-dir.ts";

const image = (over: Partial<BundledImage> = {}): BundledImage => ({ reference: "app:1", kind: "official", id: idOf("a"), platform: "linux/amd64", ...over });

const indexOf = (...archives: readonly (readonly BundledImage[])[]): BundleIndex => ({
  schemaVersion: 1,
  archives: archives.map((images, index) => ({ file: `${index}.tar`, format: "docker-archive", sha256: "0".repeat(64), images: [...images] })),
});

const read = async (content: unknown) => {
  await using directory = await tempDir();
  await writeFile(directory.file("index.json"), typeof content === "string" ? content : JSON.stringify(content));
  return await readBundleIndex(directory.path);
};

test("an index is read as it was written", async () => {
  const index = indexOf([image(), image({ reference: "neotool.local/b:1", standInFor: "b:1", kind: "other-version", softwareVersion: "1.2", source: "deb:b" })]);
  expect(await read(index)).toEqual(index);
});

test("a directory without an index is no bundle, and is told how one is made", async () => {
  await using directory = await tempDir();
  const failure = await failureOf(readBundleIndex(directory.path));
  expect(failure).toMatchObject({ code: "BUNDLE_INVALID", message: `The image bundle has no readable ${directory.file("index.json")}`, hint: expect.stringContaining("neotool dev images save") });
});

test("an index that is no JSON is told from one that is missing", async () => {
  expect(await failureOf(read("{ broken"))).toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringMatching(/index\.json is not JSON$/) });
});

test("all problems of an index are told at once, each with its place", async () => {
  const failure = await failureOf(
    read({ schemaVersion: 2, archives: [{ file: "../x.tar", format: "oci", sha256: "short", images: [{ reference: "a:1", kind: "fake", platform: "linux/amd64" }] }] }),
  );
  expect(failure.message).toMatch(/is not a bundle index$/);
  expect(failure.evidence.map((line) => line.split(":")[0])).toEqual([
    "schemaVersion",
    "archives.0.file",
    "archives.0.format",
    "archives.0.sha256",
    "archives.0.images.0.kind",
    "archives.0.images.0.id",
  ]);
});

test.each(["..", ".", "a/b.tar", "..\\b.tar", "/etc/passwd", ""])("an archive cannot lie outside the bundle: %j", async (file) => {
  const index = { schemaVersion: 1, archives: [{ file, format: "docker-archive", sha256: "0".repeat(64), images: [] }] };
  expect(await failureOf(read(index))).toMatchObject({ evidence: [expect.stringMatching(/^archives\.0\.file: /)] });
});

test("the official image comes before its stand-in, wherever in the bundle it is", () => {
  const index = indexOf([image({ reference: "neotool.local/app:1", kind: "same", id: idOf("5") })], [image()]);
  expect(findInBundle(index, ["app:1", "neotool.local/app:1"], "linux/amd64")).toMatchObject({ archive: { file: "1.tar" }, image: { id: idOf("a") } });
  expect(findInBundle(index, ["other:1", "neotool.local/app:1"], "linux/amd64")).toMatchObject({ archive: { file: "0.tar" }, image: { id: idOf("5") } });
});

test("an image of another platform is none", () => {
  expect(findInBundle(indexOf([image({ platform: "linux/arm64" })]), ["app:1"], "linux/amd64")).toBeUndefined();
});

test("test equipment is never given to users, whatever its name", () => {
  const index = indexOf([image({ kind: "test-equipment" })], [image({ kind: "test-equipment", reference: "neotool.local/app:1" })]);
  expect(findInBundle(index, ["app:1", "neotool.local/app:1"], "linux/amd64")).toBeUndefined();
});
