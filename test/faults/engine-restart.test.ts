import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { LABEL } from "../../dev/model/labels.ts";
import { neotool, type CliResult } from "../support/cli.ts";
import { ownEngine, type OwnEngine } from "../support/own-engine.ts";
import { installPackages } from "../support/stack-user.ts";
import { makeWorkingCopy, type WorkingCopy } from "../support/working-copy.ts";

let engine: OwnEngine;
let copy: WorkingCopy;

beforeAll(async () => {
  copy = await makeWorkingCopy("restarted", { "package.json": '{ "type": "module" }', "neotool.config.ts": 'export default { profile: "core" };' });
  await installPackages(copy.path, "pg");
  const { stdout: image } = await execa(process.execPath, ["--input-type=module", "--eval", 'import { images } from "neotool"; console.log(await images.reference("postgres"))'], { cwd: copy.path });
  engine = await ownEngine([image]);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await copy[Symbol.asyncDispose]();
});

const run = (...args: readonly string[]): Promise<CliResult> => neotool(args, { cwd: copy.path, env: engine.env, under: engine.under });

const restarted = async (): Promise<void> => {
  await engine.stop();
  await engine.start();
};

/** Everything of the working copy in the second engine. */
const left = async (): Promise<readonly string[]> => {
  const filters = { label: [`${LABEL.workingCopy}=${copy.path}`] };
  const [containers, volumes, networks] = await Promise.all([engine.client.listContainers({ all: true, filters }), engine.client.listVolumes({ filters }), engine.client.listNetworks({ filters })]);
  return [...containers.map(({ Names }) => Names[0] ?? ""), ...volumes.Volumes.map(({ Name }) => Name), ...networks.map(({ Name }) => Name)];
};

const BODY = `
  import { createInterface } from "node:readline";
  import pg from "pg";
  import { useStack } from "neotool";
  const tell = (value) => console.log(JSON.stringify(value));
  const outcome = (act) => act().then((value) => value ?? "done", ({ code, message, hint }) => ({ code, message, hint }));
  const rows = async (url) => { const client = new pg.Client(url); await client.connect(); try { return (await client.query("SELECT 1 AS one")).rows } finally { await client.end() } };
  const stack = await useStack({ services: ["postgres"] });
  const tests = {
    database: async () => rows((await stack.postgres.database()).direct.url),
    report: async () => stack.report({ name: "behind the restart", startedAt: new Date(), error: new Error("it failed") }),
    left: async () => { const client = new pg.Client(stack.connection("postgres").uri); await client.connect(); try { return (await client.query("SELECT count(*)::int AS left FROM pg_database WHERE datname ~ '^nt_test_'")).rows } finally { await client.end() } },
    stop: async () => (await stack.stop()).state,
  };
  tell(stack.origin);
  for await (const line of createInterface({ input: process.stdin })) tell(await outcome(tests[line]));
`;

/** A run of tests in a process of its own. What it is told to do next is a line; what came of it is one, too. */
const testRun = async (mode: "attach" | "own") => {
  const [file = "", ...args] = [...engine.under, process.execPath, "--input-type=module", "--eval", BODY];
  const program = execa(file, args, { cwd: copy.path, env: { ...engine.env, NEOTOOL_STACK: mode, TESTCONTAINERS_RYUK_DISABLED: "true", VITEST: "" }, reject: false, buffer: { stdout: false, stderr: true } });
  onTestFinished(async () => {
    program.kill("SIGKILL");
    await program;
  });
  const lines = program.iterable()[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    if (done) throw new Error((await program).stderr);
    return JSON.parse(value);
  };
  expect(await next()).toBe(mode === "own" ? "own" : "attached");
  return {
    asks: (what: "database" | "report" | "left" | "stop") => {
      program.stdin.write(`${what}\n`);
      return next();
    },
    end: async () => {
      program.stdin.end();
      return await program;
    },
  };
};

const GONE = { code: "SERVICE_NOT_RUNNING", message: expect.stringMatching(/^postgres, on which these tests run, has ended with code \d+ \(restarted-\S+\)$/) };

test("an engine that is restarted between two tests on what is up: the second says what has ended and what starts it, goes on with that, and nothing is left", async () => {
  expect(await run("up", "--only", "postgres")).toMatchObject({ exitCode: 0 });
  const tests = await testRun("attach");
  expect(await tests.asks("database")).toEqual([{ one: 1 }]);
  await engine.stop();
  expect(await tests.asks("database")).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("went away") });
  await engine.start();
  expect(await tests.asks("database")).toMatchObject({ ...GONE, hint: expect.stringContaining("neotool dev up") });
  const folder = join(copy.path, ".neotool", "failures");
  expect(await tests.asks("report")).toMatch(/behind-the-restart$/);
  expect(await readdir(folder)).toHaveLength(1);
  expect(await run("up", "--only", "postgres")).toMatchObject({ exitCode: 0 });
  expect(await tests.asks("database")).toEqual([{ one: 1 }]);
  expect(await tests.asks("stop")).toBe("stopped");
  expect(await tests.end()).toMatchObject({ exitCode: 0, stderr: "" });
  const after = await testRun("attach");
  expect(await after.asks("left")).toEqual([{ left: 0 }]);
  expect(await after.asks("stop")).toBe("stopped");
  await after.end();
});

test("one that is restarted, and what was up stays down: the end of the run says so, and the next use removes what it had isolated", async () => {
  expect(await run("up", "--only", "postgres")).toMatchObject({ exitCode: 0 });
  const tests = await testRun("attach");
  expect(await tests.asks("database")).toEqual([{ one: 1 }]);
  await restarted();
  expect(await tests.asks("stop")).toMatchObject(GONE);
  await tests.end();
  expect(await run("up", "--only", "postgres")).toMatchObject({ exitCode: 0 });
  const next = await testRun("attach");
  expect(await next.asks("database")).toEqual([{ one: 1 }]);
  expect(await next.asks("stop")).toBe("stopped");
  await next.end();
  const after = await testRun("attach");
  expect(await after.asks("left")).toEqual([{ left: 0 }]);
  await after.end();
  expect(await run("down", "--volumes", "--yes")).toMatchObject({ exitCode: 0 });
  expect(await left()).toEqual([]);
});

test("one that is restarted under an own stack: the next test says what has ended, and nothing is left behind the run", async () => {
  await mkdir(join(copy.path, ".neotool", "sessions"), { recursive: true });
  const tests = await testRun("own");
  expect(await tests.asks("database")).toEqual([{ one: 1 }]);
  await restarted();
  expect(await tests.asks("database")).toMatchObject({ ...GONE, hint: expect.stringContaining("Run the tests again") });
  expect(await tests.asks("stop")).toBe("stopped");
  await tests.end();
  expect(await left()).toEqual([]);
  expect(await readdir(join(copy.path, ".neotool", "sessions"))).toEqual([]);
});
