import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instanceDirectory, makeInstanceDirectory } from "../../dev/instance/directory.ts";
import { lockInstance } from "../../dev/instance/lock.ts";
import { EMPTY_STATE, readState, writeState } from "../../dev/instance/state.ts";
import { findWorkingCopy } from "../../dev/instance/working-copy.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

test("what was written is read again, and only this user may read it", async () => {
  await using copy = await makeWorkingCopy("shop");
  const { state } = instanceDirectory(copy.path);
  const remembered = { ...EMPTY_STATE, ports: { "postgres.sql": { wanted: 5432, bound: 15432 } } };
  await writeState(state, remembered);
  expect(await readState(state, () => {})).toEqual(remembered);
  expect((await stat(state)).mode & 0o777).toBe(0o600);
});

test("an instance that was never up has nothing to remember", async () => {
  await using copy = await makeWorkingCopy("shop");
  expect(await readState(instanceDirectory(copy.path).state, () => {})).toEqual(EMPTY_STATE);
});

test.each(["", "{", '{"schemaVersion":2}', '{"schemaVersion":1,"ports":{"a":"b"},"tasks":{},"ready":{}}'])("a corrupted state %j is put aside and reported, never fatal and never lost", async (content) => {
  await using copy = await makeWorkingCopy("shop", { ".neotool/state.json": content });
  const { state } = instanceDirectory(copy.path);
  const moved: string[] = [];
  expect(await readState(state, (path) => moved.push(path))).toEqual(EMPTY_STATE);
  expect(moved).toEqual([`${state}.unreadable`]);
  expect(await readFile(`${state}.unreadable`, "utf8")).toBe(content);
});

test("the instance's folder is private and stays out of git", async () => {
  await using copy = await makeWorkingCopy("shop");
  const directory = instanceDirectory(copy.path);
  await makeInstanceDirectory(directory);
  expect((await stat(directory.root)).mode & 0o777).toBe(0o700);
  expect(await readFile(join(directory.root, ".gitignore"), "utf8")).toBe("*\n");
});

test("a second command is told who is at work", async () => {
  await using copy = await makeWorkingCopy("shop");
  const directory = instanceDirectory(copy.path);
  {
    await using _held = await lockInstance(directory, "up");
    await expect(lockInstance(directory, "down")).rejects.toMatchObject({ code: "INSTANCE_BUSY", message: `\`neotool dev up\` (process ${process.pid}) is at work on this instance` });
  }
  await using _free = await lockInstance(directory, "down");
});

test("the working copy is the nearest folder with a config, else with .git, else where we are", async () => {
  await using copy = await makeWorkingCopy("repo", { "service/app/src/Main.kt": "", "service/neotool.config.ts": "export default {};" });
  expect(await findWorkingCopy(join(copy.path, "service", "app", "src"))).toBe(join(copy.path, "service"));
  await using plain = await makeWorkingCopy("repo", { "web/src/index.ts": "" });
  expect(await findWorkingCopy(join(plain.path, "web", "src"))).toBe(plain.path);
});

test("a worktree, whose .git is a file, is a working copy of its own", async () => {
  await using copy = await makeWorkingCopy("repo", { "trees/feature/src/a.ts": "" });
  await writeFile(join(copy.path, "trees", "feature", ".git"), "gitdir: ../../.git/worktrees/feature\n");
  expect(await findWorkingCopy(join(copy.path, "trees", "feature", "src"))).toBe(join(copy.path, "trees", "feature"));
});
