import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instanceDirectory, makeInstanceDirectory } from "../../dev/instance/directory.ts";
import { lockInstance } from "../../dev/instance/lock.ts";
import { EMPTY_STATE, peekState, readState, writeState } from "../../dev/instance/state.ts";
import { findWorkingCopy } from "../../dev/instance/working-copy.ts";
import { failureOf } from "../support/failure.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

test("what was written is read again, and only this user may read it", async () => {
  await using copy = await makeWorkingCopy("shop");
  const { state } = instanceDirectory(copy.path);
  const remembered = { ...EMPTY_STATE, ports: { "postgres.sql": { wanted: 5432, bound: 15432 } }, seedsDue: true } as const;
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
  const said: string[] = [];
  expect(await readState(state, (text) => said.push(text))).toEqual(EMPTY_STATE);
  expect(said).toEqual([`${state} was unreadable and is now ${state}.unreadable: ports may be chosen anew`]);
  expect(await readFile(`${state}.unreadable`, "utf8")).toBe(content);
});

test("who only looks takes a corrupted state for none, and leaves it for the one who will say so", async () => {
  await using copy = await makeWorkingCopy("shop", { ".neotool/state.json": "{" });
  const { state } = instanceDirectory(copy.path);
  expect(await peekState(state)).toEqual(EMPTY_STATE);
  expect(await readFile(state, "utf8")).toBe("{");
});

test("a state that is no file at all is put aside like a corrupted one", async () => {
  await using copy = await makeWorkingCopy("shop", { ".neotool/state.json/what": "" });
  const { state } = instanceDirectory(copy.path);
  expect(await readState(state, () => {})).toEqual(EMPTY_STATE);
  await writeState(state, EMPTY_STATE);
  expect(await readState(state, () => {})).toEqual(EMPTY_STATE);
});

test("a state that cannot even be put aside is a failure with its reason", async () => {
  await using copy = await makeWorkingCopy("shop", { ".neotool/state.json": "{", ".neotool/state.json.unreadable/in/the/way": "" });
  expect(await failureOf(readState(instanceDirectory(copy.path).state, () => {}))).toMatchObject({ code: "STATE_UNWRITABLE" });
});

test("an instance's folder that cannot be made is a failure with its reason, and no defect of ours", async () => {
  await using copy = await makeWorkingCopy("shop", { ".neotool": "somebody's file" });
  expect(await failureOf(makeInstanceDirectory(instanceDirectory(copy.path)))).toMatchObject({ code: "STATE_UNWRITABLE", message: `${join(copy.path, ".neotool")} cannot be written` });
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

test("one in another container is not offered for killing: its number is somebody else's here", async () => {
  await using copy = await makeWorkingCopy("shop");
  const directory = instanceDirectory(copy.path);
  await makeInstanceDirectory(directory);
  await writeFile(directory.lock, JSON.stringify({ pid: process.pid, startedAt: "1", place: "elsewhere", purpose: "up" }));
  expect(await failureOf(lockInstance(directory, "down"))).toMatchObject({
    code: "INSTANCE_BUSY",
    message: `\`neotool dev up\` (process ${process.pid} in another container or on another machine) is at work on this instance`,
    hint: "Wait until it has ended, or end it there. Where it was killed, this works again within 60 s.",
  });
});

test("the working copy is the nearest folder with a config, else with .git, else where we are", async () => {
  await using copy = await makeWorkingCopy("repo", { "service/app/src/Main.kt": "", "service/neotool.config.ts": "export default {};" });
  expect(await findWorkingCopy(join(copy.path, "service", "app", "src"))).toBe(join(copy.path, "service"));
  await using plain = await makeWorkingCopy("repo", { "web/src/index.ts": "" });
  expect(await findWorkingCopy(join(plain.path, "web", "src"))).toBe(plain.path);
});

test("a worktree, whose .git is a file, is a working copy of its own", async () => {
  await using copy = await makeWorkingCopy("repo", { "trees/feature/src/a.ts": "", "trees/feature/neotool.config.ts": "" });
  await writeFile(join(copy.path, "trees", "feature", ".git"), "gitdir: ../../.git/worktrees/feature\n");
  expect(await findWorkingCopy(join(copy.path, "trees", "feature", "src"))).toBe(join(copy.path, "trees", "feature"));
});
