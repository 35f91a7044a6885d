import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { neotool } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

test("prune removes an instance whose working copy is gone, asks before, and leaves the others alone", async () => {
  const stays = await testInstance("stays");
  await stays.run("up", "--only", "vault");
  const goes = await makeWorkingCopy("goes");
  await neotool(["up", "--only", "vault", "--only", "minio"], { cwd: goes.path });
  await rm(goes.path, { recursive: true });

  const listed = await stays.run("ps", "--all");
  expect(listed.stdout).toContain(`${goes.path}  (gone: neotool dev prune removes it)`);
  const dry = await stays.run("prune", "--dry-run");
  expect(dry.stdout).toContain(`its working copy ${goes.path} is gone`);
  const refused = await stays.run("prune");
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("error[CONFIRMATION_REQUIRED]");
  expect((await belongings(goes.path)).length).toBe(4);

  expect((await stays.run("prune", "--yes")).exitCode).toBe(0);
  expect(await belongings(goes.path)).toEqual([]);
  expect(await stays.phases()).toMatchObject({ vault: "ready" });
  await goes[Symbol.asyncDispose]();
});

test("down of an instance that was never up does nothing, and says so", async () => {
  const instance = await testInstance("never");
  const down = await instance.run("down");
  expect(down.exitCode).toBe(0);
  expect(down.stdout).toContain("Nothing of");
});

test("down with its data asks first; without a terminal it refuses", async () => {
  const instance = await testInstance("asks");
  await instance.run("up", "--only", "minio");
  const refused = await instance.run("down", "--volumes");
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("Add --yes if that is what you want. Nothing was touched.");
  expect(await instance.phases()).toMatchObject({ minio: "ready" });
});
