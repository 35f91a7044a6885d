import { afterEach, expect, test } from "vitest";
import { instanceDirectory } from "../../../dev/instance/directory.ts";
import { instanceOf } from "../../../dev/model/instance.ts";
import { systemClock } from "../../../dev/platform/clock.ts";
import { markedProcesses } from "../../../dev/platform/end-group.ts";
import { programRuntime } from "../../../dev/runtimes/process/program-runtime.ts";
import { MARK } from "../../../dev/runtimes/process/supervisor/mark.ts";
import { envelope, neotool } from "../../support/cli.ts";
import { program } from "../../support/programs.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const marks: string[] = [];

/** A working copy whose application runs, and whose engine is gone since. */
const withoutEngine = async () => {
  const copy = await makeWorkingCopy("shop", { "neotool.config.ts": 'export default { apps: { api: { command: "exec sleep 1000" } } };' });
  const env = { PATH: process.env["PATH"] ?? "" };
  const instance = instanceOf(copy.path);
  const runtime = programRuntime({ instance, folder: instanceDirectory(copy.path).programs, clock: systemClock, env, environmentOf: async () => env });
  await runtime.start(program("api"), new AbortController().signal);
  const mark = `${MARK}=${(await runtime.look("api"))?.id}`;
  marks.push(mark);
  expect(markedProcesses(mark).length).toBe(1);
  return { id: instance.id, mark, run: (...args: readonly string[]) => neotool(args, { cwd: copy.path, env: { DOCKER_HOST: `unix://${copy.path}/nobody.sock` } }), [Symbol.asyncDispose]: () => copy[Symbol.asyncDispose]() };
};

afterEach(() => expect(marks.flatMap(markedProcesses)).toEqual([]));

test("down ends the applications all the same, and says what it could not do", async () => {
  await using shop = await withoutEngine();
  const down = await shop.run("down", "--json");
  expect(down.exitCode).toBe(1);
  const { error } = envelope(down);
  expect(error?.code).toMatch(/^ENGINE_(STOPPED|MISSING)$/);
  expect(error?.evidence.slice(-2)).toEqual(["stopped: api", `not done: the containers of ${shop.id} are as they were`]);
  expect(markedProcesses(shop.mark)).toEqual([]);
  expect(envelope(await shop.run("down", "--json")).error?.evidence.join()).not.toContain("stopped");
});

test("down --apps needs no engine", async () => {
  await using shop = await withoutEngine();
  const { exitCode, stdout } = await shop.run("down", "--apps");
  expect([exitCode, stdout]).toEqual([0, "api: stopped. The services run on."]);
});
