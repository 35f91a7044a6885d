import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { readIfThere, unwritable, writeAtomically } from "../../dev/platform/files.ts";
import { failureOf } from "../support/failure.ts";
import { nodeProcess, source } from "../support/node-process.ts";
import { tempDir } from "../support/temp-dir.ts";

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test("a written file is for its owner alone, and so is a folder that had to be made for it", async () => {
  await using directory = await tempDir();
  await writeAtomically(directory.file("new/credentials.json"), "secret");
  expect(await readFile(directory.file("new/credentials.json"), "utf8")).toBe("secret");
  expect(await modeOf(directory.file("new/credentials.json"))).toBe(0o600);
  expect(await modeOf(directory.file("new"))).toBe(0o700);
});

test("a file for others to read is written as such", async () => {
  await using directory = await tempDir();
  await writeAtomically(directory.file("index.json"), "{}", 0o644);
  expect(await modeOf(directory.file("index.json"))).toBe(0o644);
});

test("a file that others could read is private after it was written again", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("credentials.json"), "old", { mode: 0o644 });
  await writeAtomically(directory.file("credentials.json"), "new");
  expect(await modeOf(directory.file("credentials.json"))).toBe(0o600);
});

test("a write that fails leaves what was there, and nothing of its own", async () => {
  await using directory = await tempDir();
  await mkdir(directory.file("state/in-the-way"), { recursive: true });
  const failure = await failureOf(writeAtomically(directory.file("state"), "new"));
  expect(failure).toMatchObject({ code: "STATE_UNWRITABLE", message: `${directory.file("state")} cannot be written` });
  expect(await readdir(directory.path)).toEqual(["state"]);
  expect(await readdir(directory.file("state"))).toEqual(["in-the-way"]);
});

test("a folder that cannot be made is told as what could not be written", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("file"), "");
  expect(await failureOf(writeAtomically(directory.file("file/state.json"), ""))).toMatchObject({ code: "STATE_UNWRITABLE", hint: expect.stringContaining(directory.file("file")) });
});

test("a full disk and a read-only one are told apart from a file that belongs to root", () => {
  const hintFor = (code: string) => unwritable("/w/.neotool/state.json", Object.assign(new Error(code), { code })).hint;
  expect(hintFor("ENOSPC")).toContain("disk is full");
  expect(hintFor("EROFS")).toContain("read-only");
  expect(hintFor("EACCES")).toContain("/w/.neotool");
});

test("writers at the same moment leave the content of one of them, whole", async () => {
  await using directory = await tempDir();
  const contents = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(contents.map((content) => writeAtomically(directory.file("state.json"), content)));
  expect(contents).toContain(await readFile(directory.file("state.json"), "utf8"));
  expect(await readdir(directory.path)).toEqual(["state.json"]);
});

test("a process that is killed while it writes leaves a whole file", async () => {
  await using directory = await tempDir();
  const path = directory.file("state.json");
  await using writer = nodeProcess(`
    import { writeAtomically } from ${source("dev/platform/files.ts")};
    for (let n = 0; ; n += 1) {
      await writeAtomically(process.env.FILE, JSON.stringify({ n, padding: "x".repeat(3_000_000) }));
      if (n === 3) console.log("writing");
    }
  `, { FILE: path });
  expect(await writer.line()).toBe("writing");
  writer.signal("SIGKILL");
  await writer.ended;
  const { n, padding }: { n: number; padding: string } = JSON.parse(await readFile(path, "utf8"));
  expect(n).toBeGreaterThanOrEqual(3);
  expect(padding).toHaveLength(3_000_000);
});

test("a file that is not there is an answer; one that cannot be read is an error", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("file"), "content");
  expect(await readIfThere(directory.file("file"))).toBe("content");
  expect(await readIfThere(directory.file("nothing"))).toBeUndefined();
  expect(await readIfThere(directory.file("file/below"))).toBeUndefined();
  await expect(readIfThere(directory.path)).rejects.toThrow("EISDIR");
});
