import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope, neotool } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { ON_A_FULL_DISK } from "../../support/full-disk.ts";
import { testInstance } from "../../support/instance.ts";
import { lossesOf, objectInMinio } from "../../support/kept-data.ts";

const VAULT = ["--only", "vault"];
const MINIO = ["--only", "minio"];

test("a state file that cannot be used is left by who only looks, put aside and told by up, restart and down, and nothing is made anew", async () => {
  const instance = await testInstance("state");
  await instance.run("up", ...VAULT);
  const before = await instance.containers();
  const state = join(instance.path, ".neotool", "state.json");
  const whole = await readFile(state, "utf8");
  const broken = [
    { command: ["up", ...VAULT], content: whole.slice(0, whole.length / 2) },
    { command: ["restart", "vault"], content: "" },
    { command: ["up", ...VAULT], content: whole.replace('"schemaVersion": 1', '"schemaVersion": 7') },
    { command: ["up", ...VAULT], content: "\u0000".repeat(64) },
  ];
  for (const { command, content } of broken) {
    await writeFile(state, content);
    expect((await instance.run("status")).exitCode).toBe(0);
    expect(await readFile(state, "utf8")).toBe(content);
    const mended = await instance.run(...command);
    expect(mended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`warning: ${state} was unreadable and is now ${state}.unreadable`) });
    expect(await readFile(`${state}.unreadable`, "utf8")).toBe(content);
    expect(await instance.containers()).toEqual(before);
    expect(await instance.phases()).toMatchObject({ vault: "ready" });
  }
  await rm(`${state}.unreadable`);
  await rm(state);
  await mkdir(state); // nobody knows how; it happens
  expect((await instance.run("down")).stderr).toContain("was unreadable and is now");
  expect(await belongings(instance.path)).toEqual([]);
});

test("credentials that cannot be read are never replaced while there are data: up stops and says so, and mended ones find the data", async () => {
  const instance = await testInstance("credentials");
  await instance.run("up", ...MINIO);
  await objectInMinio.write(await instance.env());
  await instance.run("down");
  const path = join(instance.path, ".neotool", "credentials.json");
  const whole = await readFile(path, "utf8");
  for (const content of [whole.slice(0, whole.length - 20), "", "{}"]) {
    await writeFile(path, content);
    const up = await instance.run("up", ...MINIO);
    expect(up).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`error[STATE_UNREADABLE] ${path} cannot be read as credentials`) });
    expect(await readFile(path, "utf8")).toBe(content);
    expect(await belongings(instance.path)).toEqual([`volume neotool-${instance.id}-minio-data`]);
  }
  await writeFile(path, whole);
  expect((await instance.run("up", ...MINIO)).exitCode).toBe(0);
  expect(await lossesOf(objectInMinio, await instance.env())).toEqual([]);
});

test("a full disk stops up before anything is made, in words; it does not stop down, which frees it", async () => {
  const instance = await testInstance("full");
  await mkdir(join(instance.path, ".neotool"));
  const fully = (...args: readonly string[]) => neotool([...args, "--json"], { cwd: instance.path, under: ON_A_FULL_DISK });
  expect(envelope(await fully("up", ...VAULT)).error).toMatchObject({
    code: "STATE_UNWRITABLE",
    hint: "The disk is full: free some space, then run the same command again.",
    cause: expect.stringContaining("ENOSPC"),
  });
  expect(await belongings(instance.path)).toEqual([]);
  expect(await readdir(join(instance.path, ".neotool"))).toEqual([]);

  expect((await instance.run("up", ...VAULT)).exitCode).toBe(0);
  const down = envelope(await fully("down", "--volumes", "--yes"));
  expect(down).toMatchObject({ status: "ok", warnings: expect.arrayContaining([expect.stringMatching(/cannot be written \(ENOSPC.*\): taken down all the same/)]) });
  expect(await belongings(instance.path)).toEqual([]);
});
