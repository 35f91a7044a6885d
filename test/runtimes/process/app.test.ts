import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { systemClock, type Clock } from "../../../dev/platform/clock.ts";
import { createApp } from "../../../dev/runtimes/process/supervisor/app.ts";
import type { AppSpec } from "../../../dev/runtimes/process/supervisor/spec.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const specIn = (cwd: string, over: Partial<AppSpec> = {}): AppSpec => ({
  name: "app",
  mark: `test/app/${process.pid}`,
  file: "/bin/sh",
  args: ["-c", "exec sleep 1000"],
  cwd,
  env: { PATH: process.env["PATH"] ?? "" },
  question: undefined,
  ports: {},
  restart: "always",
  watch: [],
  graceMs: 5_000,
  hash: "h1",
  fields: "{}",
  ...over,
});

test("one that is told to stop in the very moment in which it is started again does not run on", async () => {
  await using dir = await tempDir();
  let retries = 0;
  let stopped: Promise<void> | undefined;
  const clock: Clock = {
    ...systemClock,
    now: () => {
      // The clock is read right before a program is started.
      if (retries === 1) {
        retries += 1;
        queueMicrotask(() => (stopped = app.stop("own")));
      }
      return systemClock.now();
    },
    sleep: async (ms, signal) => {
      await systemClock.sleep(ms, signal);
      if (app.state().phase === "waiting") retries += 1;
    },
  };
  const diesOnce = specIn(dir.path, { args: ["-c", "[ -e died ] && exec sleep 1000; touch died"] });
  const app = createApp(diesOnce, { clock, logs: dir.file("logs"), changed: () => {}, wrote: () => {} }, () => {});
  await app.start(diesOnce);
  await until("it was told to stop", () => stopped !== undefined);
  const isStopped = await Promise.race([stopped?.then(() => true), systemClock.sleep(3_000).then(() => false)]);
  const { process: left } = app.state();
  if (!isStopped && left) process.kill(-left.pid, "SIGKILL");
  expect(isStopped).toBe(true);
  expect(app.state()).toMatchObject({ phase: "stopped", process: null });
  await app.dispose();
});

test("that its files cannot be watched is in its log, also when it was never started before", async () => {
  await using dir = await tempDir();
  await writeFile(dir.file("no-folder"), "");
  const unwatched = specIn(dir.file("no-folder"), { watch: ["src/**"] });
  const app = createApp(unwatched, { clock: systemClock, logs: dir.file("logs"), changed: () => {}, wrote: () => {} }, () => {});
  await app.start(unwatched);
  await app.dispose();
  expect(await readFile(dir.file("logs/app.log"), "utf8")).toContain("neotool: its files cannot be watched: ENOTDIR");
});
