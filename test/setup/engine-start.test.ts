import { appendFile, readFile, symlink, writeFile } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { exec } from "../../dev/platform/exec.ts";
import { startTimeOf } from "../../dev/platform/process-identity.ts";
import { asRoot, type AsRoot } from "../../dev/setup/as-root.ts";
import { startEngine } from "../../dev/setup/engine-start.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { reportError } from "../../dev/errors/format.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";
import { machine } from "../support/machine.ts";
import { tempDir } from "../support/temp-dir.ts";

afterEach(() => vi.unstubAllEnvs());

/** Higher than any process's number. */
const NOBODY = 2 ** 22 + 1;

type Scene = Awaited<ReturnType<typeof scene>>;

/** An engine that is not reachable until it is started, and everything that starting needs. */
const scene = async (version?: Readonly<Record<string, string>>) => {
  const directory = await tempDir();
  const fake = await fakeEngine({ ...(version && { version }) });
  const commands: string[] = [];
  const lines: string[] = [];
  const socket = directory.file("engine.sock");
  return {
    directory,
    commands,
    lines,
    fakeSocket: fake.socket,
    socket,
    /** What the daemon does when it comes up. */
    comeUp: () => symlink(fake.socket, socket),
    start: (serviceManager: "systemd" | "sysvinit" | "none", root: AsRoot, clock = fakeClock(), signal = new AbortController().signal) =>
      startEngine({
        machine: machine({ serviceManager }),
        surroundings: { home: directory.path, env: { DOCKER_HOST: `unix://${socket}` }, uid: 1000 },
        clock,
        root: (file, args, timeoutMs) => (commands.push([file, ...args].join(" ")), root(file, args, timeoutMs)),
        logs: directory.file("logs"),
        signal,
        log: (line) => lines.push(line),
      }),
    [Symbol.asyncDispose]: async () => {
      await fake[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
};

const succeeds = (it: Scene): AsRoot => async () => (await it.comeUp(), "");
const fails: AsRoot = async (file) => {
  throw new DevError("COMMAND_FAILED", `"${file}" failed with exit code 1`, { hint: "", evidence: ["Failed to start docker.service: masked"] });
};

test("systemd starts the engine now and at every boot", async () => {
  await using it = await scene();
  await it.start("systemd", succeeds(it));
  expect(it.commands).toEqual(["systemctl enable --now docker.service"]);
});

test("an engine that runs is not started again", async () => {
  await using it = await scene();
  await it.comeUp();
  await it.start("systemd", fails);
  expect(it.commands).toEqual([]);
});

test("an engine that comes up and will never do is not waited for", async () => {
  await using it = await scene({ Version: "19.03", ApiVersion: "1.40" });
  const clock = fakeClock();
  expect(await failureOf(it.start("systemd", succeeds(it), clock))).toMatchObject({ code: "ENGINE_TOO_OLD" });
  expect(clock.slept).toEqual([]);
});

test("the engine may take a while to answer", async () => {
  await using it = await scene();
  const clock = fakeClock();
  let looks = 0;
  const slow = { ...clock, sleep: async (ms: number) => (await clock.sleep(ms), (looks += 1) === 20 ? it.comeUp() : undefined) };
  await it.start("systemd", async () => "", slow);
  expect(looks).toBe(20);
});

test("a systemd that cannot start it is a failure with systemd's own lines", async () => {
  await using it = await scene();
  const failure = await failureOf(it.start("systemd", fails));
  expect(failure).toMatchObject({ code: "SETUP_FAILED", message: "The engine could not be started", evidence: ["Failed to start docker.service: masked"] });
  expect(reportError(failure).cause).toBe('"systemctl" failed with exit code 1');
});

test("an engine that never answers is given up after half a minute", async () => {
  await using it = await scene();
  const clock = fakeClock();
  expect(await failureOf(it.start("systemd", async () => "", clock))).toMatchObject({ code: "SETUP_FAILED" });
  expect(clock.now()).toBeGreaterThan(30_000);
  expect(clock.now()).toBeLessThan(31_000);
});

test("where the init script fails or only pretends, the daemon itself is tried", async () => {
  for (const script of [fails, async () => ""]) {
    await using it = await scene();
    await it.start("sysvinit", (file, args) => (file === "service" ? script(file, args) : it.comeUp().then(() => String(process.pid))));
    expect(it.commands.map((command) => command.split(" ")[0])).toEqual(["service", "sh"]);
  }
});

test("a daemon that ends at once is not waited for, and its last lines say why", async () => {
  await using it = await scene();
  const clock = fakeClock();
  const root: AsRoot = async (_file, args) => {
    await appendFile(args.at(-1) ?? "", "starting\nfailed to mount overlay: operation not permitted\n");
    return String(NOBODY);
  };
  const failure = await failureOf(it.start("none", root, clock));
  expect(failure).toMatchObject({
    code: "SETUP_FAILED",
    message: "The engine was started, and ended at once",
    evidence: ["starting", "failed to mount overlay: operation not permitted"],
    hint: expect.stringContaining(it.directory.file("logs/dockerd.log")),
  });
  expect(clock.slept).toEqual([]);
});

test("a daemon that runs but never answers is a failure of its own", async () => {
  await using it = await scene();
  expect(await failureOf(it.start("none", async () => String(process.pid)))).toMatchObject({ code: "SETUP_FAILED", message: "The engine was started but does not answer" });
});

test("a missing right is not taken for an engine that does not start", async () => {
  await using it = await scene();
  const root = asRoot(machine({ privilege: "none" }), () => {}, new AbortController().signal);
  expect(await failureOf(it.start("sysvinit", root))).toMatchObject({ code: "SETUP_NEEDS_ROOT", message: expect.stringContaining("service docker start") });
});

test("an interruption ends the wait for the engine", async () => {
  await using it = await scene();
  const interrupt = new AbortController();
  const root: AsRoot = async () => (interrupt.abort(new Error("Ctrl+C")), "");
  await expect(it.start("systemd", root, fakeClock(), interrupt.signal)).rejects.toThrow("Ctrl+C");
});

test("a daemon that is started directly has a session and a log of its own, so that it outlives terminal and command", async () => {
  await using it = await scene();
  await using programs = await tempDir();
  await writeFile(programs.file("dockerd"), `#!/bin/sh\necho "dockerd is up"; ln -s "${it.fakeSocket}" "${it.socket}"; echo "going on" >&2; exec sleep 600\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${programs.path}:${process.env.PATH}`);
  const printed: string[] = [];
  const root = asRoot(machine({ privilege: "root" }), (line) => printed.push(line), new AbortController().signal);
  const quick = { ...systemClock, sleep: () => systemClock.sleep(5) };
  await it.start("none", root, { ...quick, slept: [] });
  const pid = Number(printed.at(-1));
  try {
    expect((await exec("ps", ["-o", "sid=", "-p", String(pid)], { hint: "" })).trim()).toBe(String(pid));
    expect(await startTimeOf(pid)).toBeDefined();
    expect(await readFile(it.directory.file("logs/dockerd.log"), "utf8")).toBe("dockerd is up\ngoing on\n");
  } finally {
    process.kill(pid, "SIGKILL");
  }
});
