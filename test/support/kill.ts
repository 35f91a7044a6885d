import { readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { spawnNeotool, type CliOptions } from "./cli.ts";
import { testEngine } from "./engine.ts";
import { faultProxy } from "./fault-proxy.ts";

const PREFIX = "unix://";

/** Runs a command that is killed the moment the engine has done what a call asks for, however soon it would go on. */
export const killAfterCall = async (call: RegExp, args: readonly string[], options: CliOptions): Promise<void> => {
  await using proxy = await faultProxy(options.env?.DOCKER_HOST?.slice(PREFIX.length) ?? (await testEngine()).socket);
  proxy.arm(call, { kind: "kill", moment: "after", victim: () => void run.kill("SIGKILL") });
  const run = spawnNeotool(args, { ...options, env: { ...options.env, ...proxy.env } });
  await killed(run);
};

/** Runs a command that is killed the moment it notes a phase in the journal of snapshots. Who asked every now and then would miss a short one. */
export const killInPhase = async (phase: string, args: readonly string[], options: CliOptions): Promise<void> => {
  const directory = join(options.cwd, ".neotool");
  const watcher = watch(directory, () => {
    if (journalIn(directory).includes(`"${phase}"`)) run.kill("SIGKILL");
  });
  const run = spawnNeotool(args, options);
  await killed(run).finally(() => watcher.close());
};

const killed = async (run: ReturnType<typeof spawnNeotool>): Promise<void> => {
  const { signal, stderr } = await run;
  expect(signal, `it was not killed: ${stderr}`).toBe("SIGKILL");
};

/** Read in the same turn: in the next, it may be another. */
const journalIn = (directory: string): string => {
  try {
    return readFileSync(join(directory, "snapshot-journal.json"), "utf8");
  } catch {
    return "";
  }
};
