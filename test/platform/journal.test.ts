import { mkdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasJournal } from "../../dev/platform/journal.ts";
import { tempDir } from "../support/temp-dir.ts";

/** The kernel's files as they are where the folder itself lies on this device. */
const kernelWith = async (folder: string, device: string, fileSystems: readonly string[]) => {
  const { dev } = await stat(folder);
  const number = `${(dev >>> 8) & 0xfff}:${(dev & 0xff) | ((dev >>> 12) & 0xfff00)}`;
  const [sys, proc] = [join(folder, "sys"), join(folder, "proc")];
  for (const path of [join(sys, "devices", device), join(sys, "dev", "block"), ...fileSystems.map((one) => join(proc, "fs", one))]) await mkdir(path, { recursive: true });
  await symlink(join(sys, "devices", device), join(sys, "dev", "block", number));
  return { sys, proc };
};

test.each([
  [true, ["ext4/vda1", "jbd2/vda1-8"]],
  [false, ["ext4/vda1", "jbd2"]],
  [false, ["ext4/vda1"]],
  [false, ["ext4/vda1", "ext4/vda11", "jbd2/vda11-8"]],
  [undefined, ["jbd2/vda1-8"]],
] as const)("whether an ext4 writes a journal is read from the kernel: %s", async (expected, fileSystems) => {
  await using directory = await tempDir();
  expect(await hasJournal(directory.path, await kernelWith(directory.path, "vda1", fileSystems))).toBe(expected);
});

test("nobody can say it of a path that is not there, or of a device that the kernel does not name", async () => {
  await using directory = await tempDir();
  expect(await hasJournal(directory.file("none"))).toBeUndefined();
  expect(await hasJournal(directory.path, { sys: directory.file("sys"), proc: directory.file("proc") })).toBeUndefined();
});
