import { mkdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { instanceDirectory } from "../../dev/instance/directory.ts";
import { EMPTY_STATE, writeState } from "../../dev/instance/state.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { rememberedInstance } from "../../dev/wiring/remembered-instance.ts";
import { tempDir } from "../support/temp-dir.ts";

const copyThatRemembers = async (instance: { readonly id: string; readonly workingCopy: string } | undefined) => {
  const folder = await tempDir();
  await mkdir(folder.file(".neotool"));
  await writeState(instanceDirectory(folder.path).state, { ...EMPTY_STATE, ...(instance && { instance }) });
  return folder;
};

test("an instance is who its last up said it is", async () => {
  await using folder = await copyThatRemembers(undefined);
  await writeState(instanceDirectory(folder.path).state, { ...EMPTY_STATE, instance: instanceOf(folder.path) });
  expect(await rememberedInstance(folder.path)).toEqual(instanceOf(folder.path));
});

test("a copy of a folder is not taken for the one that it was copied from", async () => {
  await using copy = await copyThatRemembers({ id: "shop-3fa9c1", workingCopy: "/home/ann/shop" });
  expect(await rememberedInstance(copy.path)).toEqual(instanceOf(copy.path));
});

test("where nothing was brought up yet, the path says who it is", async () => {
  await using folder = await copyThatRemembers(undefined);
  expect(await rememberedInstance(folder.path)).toEqual(instanceOf(folder.path));
});
