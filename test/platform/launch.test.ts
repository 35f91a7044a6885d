import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../dev/platform/clock.ts";
import { launch } from "../../dev/platform/launch.ts";
import { startTimeOf } from "../../dev/platform/process-identity.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const HINT = "Open it yourself.";
/** Time passes at once: what runs has settled. */
const impatient = { ...systemClock, sleep: async () => {} };

test("a program that did its work and ended is well", async () => {
  await launch("true", [], HINT, systemClock);
});

test("a program that is not there, or fails at once, is named with what to do instead", async () => {
  expect(await failureOf(launch("neotool-no-such-browser", [], HINT, systemClock))).toMatchObject({ code: "TOOL_MISSING", hint: HINT });
  expect(await failureOf(launch("false", [], HINT, systemClock))).toMatchObject({ code: "COMMAND_FAILED", message: '"false" failed with exit code 1' });
});

test("a program that goes on running is not waited for, and outlives the one that started it", async () => {
  await using directory = await tempDir();
  await launch("sh", ["-c", 'echo "$$" > "$1"; exec sleep 600', "sh", directory.file("pid")], HINT, impatient);
  let pid = 0;
  await until("the program runs", async () => (pid = Number(await readFile(directory.file("pid"), "utf8").catch(() => ""))) > 0, 5_000);
  try {
    expect(await startTimeOf(pid)).toBeDefined();
  } finally {
    process.kill(pid);
  }
});
