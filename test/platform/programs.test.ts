import { mkdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { isInstalled } from "../../dev/platform/programs.ts";
import { tempDir } from "../support/temp-dir.ts";

test("a program is found on PATH, and among the system's own, which a user's PATH leaves out", async () => {
  await using directory = await tempDir();
  await mkdir(directory.file("sbin"));
  await writeFile(directory.file("podman"), "", { mode: 0o755 });
  await writeFile(directory.file("sbin/dockerd"), "", { mode: 0o755 });
  const path = `/nowhere:${directory.path}`;
  expect(await isInstalled("podman", path)).toBe(true);
  expect(await isInstalled("dockerd", path)).toBe(false);
  expect(await isInstalled("dockerd", path, [directory.file("sbin")])).toBe(true);
  expect(await isInstalled("podman", undefined)).toBe(false);
});

test("what cannot be run is no program: a text, a folder", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("notes"), "", { mode: 0o644 });
  await mkdir(directory.file("docker"));
  expect(await isInstalled("notes", directory.path)).toBe(false);
  expect(await isInstalled("docker", directory.path)).toBe(false);
});

test("an empty part of PATH is not the folder where one happens to be", async () => {
  expect(await isInstalled("package.json", ":")).toBe(false);
});
