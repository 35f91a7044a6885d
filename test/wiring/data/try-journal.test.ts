import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { instanceDirectory } from "../../../dev/instance/directory.ts";
import { currentTry, forgetTry, noteTry, refuseSecondTry, tellCutOffTry } from "../../../dev/wiring/data/try/journal.ts";
import { failureOf } from "../../support/failure.ts";
import { tempDir } from "../../support/temp-dir.ts";

const is = async () => true;

test("while something is tried, nothing else is, and nobody is told of it", async () => {
  await using folder = await tempDir();
  const directory = instanceDirectory(folder.path);
  const said: string[] = [];
  await refuseSecondTry(directory);
  await noteTry(directory, "s1");
  expect((await currentTry(directory))?.snapshot).toBe("s1");
  expect(await failureOf(refuseSecondTry(directory))).toMatchObject({ code: "INSTANCE_BUSY", message: expect.stringContaining(`process ${process.pid}`) });
  await tellCutOffTry(directory, is, (text) => said.push(text));
  await forgetTry(directory);
  await refuseSecondTry(directory);
  expect([said, await currentTry(directory)]).toEqual([[], undefined]);
});

test("what a process has left that was killed is told once, with what rolls it back", async () => {
  await using folder = await tempDir();
  const directory = instanceDirectory(folder.path);
  const left = async () => {
    await noteTry(directory, "s1");
    const { owner, ...rest } = JSON.parse(await readFile(directory.trying, "utf8"));
    await writeFile(directory.trying, JSON.stringify({ ...rest, owner: { ...owner, startedAt: "long ago" } }));
  };
  const said: string[] = [];
  await left();
  await refuseSecondTry(directory);
  await tellCutOffTry(directory, is, (text) => said.push(text));
  await tellCutOffTry(directory, is, (text) => said.push(text));
  expect(said).toEqual([expect.stringMatching(/^A try was cut off .* `neotool dev snapshot restore s1` rolls them back$/)]);

  await left();
  await tellCutOffTry(directory, async () => false, (text) => said.push(text));
  expect(said, "nobody is sent to a snapshot that is gone").toHaveLength(1);
});

test("a note that cannot be read is none", async () => {
  await using folder = await tempDir();
  const directory = instanceDirectory(folder.path);
  await noteTry(directory, "s1");
  for (const text of ["{ half", "[]", '{"snapshot":"s1"}', '{"owner":{"pid":"1"},"snapshot":"s1"}']) {
    await writeFile(directory.trying, text);
    expect(await currentTry(directory)).toBeUndefined();
  }
});
