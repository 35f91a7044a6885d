import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { envelope, neotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";

const { workingCopy } = inject("stack");
const STATE = join(workingCopy, ".neotool", "state.json");

interface Report {
  readonly id: string;
  readonly result: { readonly verdict: string; readonly detail: string; readonly fix?: string };
}

const doctor = async (...args: readonly string[]) => {
  const result = await neotool(["doctor", ...args, "--json"], { cwd: workingCopy });
  return { ...result, ...envelope<{ checks: readonly Report[]; mended: readonly string[] }>(result).data };
};

const CHECKS = ["node", "copies", "engine", "disk", "working-copy-disk", "memory", "networks", "cluster", "clock", "storage", "limits", "images", "ports", "logs-size", "volumes", "state", "permissions", "leftovers", "applications"] as const;

test("doctor asks everything that can be asked, looks into the volumes of running services, and tells no secret", async () => {
  const { exitCode, checks, stdout } = await doctor();
  expect(checks.map(({ id }) => id)).toEqual([...CHECKS]);
  expect(checks.filter(({ result }) => result.detail.includes("could not be checked"))).toEqual([]);
  expect(checks.find(({ id }) => id === "volumes")?.result).toEqual({ verdict: "pass", detail: "3 fit what runs on them" });
  expect(exitCode).toBe(0);
  expect(placesWithSecrets({ doctor: stdout }, await secretsOfStack())).toEqual([]);
});

test("every check that is not well says how to mend it", async () => {
  const { checks } = await doctor();
  expect(checks.filter(({ result }) => result.verdict !== "pass" && !result.fix).map(({ id }) => id)).toEqual([]);
});

test("a damaged state is found, stays as it is until it is to be mended, and is then put aside", async () => {
  const [kept, aside] = [`${STATE}.kept`, `${STATE}.unreadable`];
  await copyFile(STATE, kept);
  try {
    await writeFile(STATE, "{");
    expect((await doctor()).checks.find(({ id }) => id === "state")?.result.verdict).toBe("warn");
    expect(await readFile(STATE, "utf8")).toBe("{");
    const { mended, checks } = await doctor("--fix");
    expect(mended).toContain("Files of the instance: the damaged state was put aside");
    expect(checks.find(({ id }) => id === "state")?.result.verdict).toBe("pass");
    expect(await readFile(aside, "utf8")).toBe("{");
  } finally {
    await copyFile(kept, STATE);
    await rm(kept);
    await rm(aside, { force: true });
  }
});

leavesNothingBehind(async () => []);
