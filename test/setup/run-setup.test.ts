import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import type { EngineQuestions } from "../../dev/docker/connect.ts";
import type { EngineEnvironment } from "../../dev/docker/socket.ts";
import type { AsRoot } from "../../dev/setup/as-root.ts";
import type { Machine } from "../../dev/setup/machine.ts";
import type { SetupStep } from "../../dev/setup/plan-setup.ts";
import { engineState, runSetup } from "../../dev/setup/run-setup.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";
import { machine } from "../support/machine.ts";
import { tempDir } from "../support/temp-dir.ts";

const step = (id: SetupStep["id"], ...commands: readonly string[]): SetupStep => ({ id, title: `do ${id}`, commands });

interface Scene {
  readonly images?: readonly string[];
  readonly over?: Partial<Machine>;
  /** Images that are not to be had. */
  readonly gone?: readonly string[];
  readonly signal?: AbortSignal;
  readonly surroundings?: EngineEnvironment;
  readonly questions?: EngineQuestions;
}

const usual = { home: "/home/ana", env: {}, uid: 1000 } as const;
const errno = (code: string) => Object.assign(new Error(code), { code });
const refusing = (code: string, programs: readonly string[] = []): EngineQuestions => ({ ping: () => Promise.reject(errno(code)), isInstalled: async (program) => programs.includes(program) });

const setUp = async (steps: readonly SetupStep[], { images = [], over = {}, gone = [], signal = new AbortController().signal, surroundings, questions }: Scene = {}) => {
  await using fake = await fakeEngine();
  await using logs = await tempDir();
  const reports: string[] = [];
  const warnings: string[] = [];
  const log: string[] = [];
  const found: string[] = [];
  const commands: string[] = [];
  const root: AsRoot = async (file, args) => (commands.push([file, ...args].join(" ")), "");
  const outcome = await runSetup(
    steps,
    {
      machine: machine(over),
      surroundings: surroundings ?? fake.surroundings,
      ...(questions && { questions }),
      user: "ana",
      clock: fakeClock(),
      logs: logs.path,
      signal,
      report: (text) => reports.push(text),
      warn: (text) => warnings.push(text),
      log: (line) => log.push(line),
      imageFinder: () => ({
        find: async (reference, report) => {
          if (gone.includes(reference)) throw new DevError("IMAGE_UNAVAILABLE", `The image ${reference} is not to be had`, { hint: "" });
          report("pulling");
          found.push(reference);
          return { reference, id: `sha256:${reference}`, sizeBytes: 1, standInFor: null, softwareVersion: null };
        },
      }),
      images,
      programs: [],
      cache: logs.path,
      offline: false,
    },
    () => root,
  ).then(
    () => "done" as const,
    (error: unknown) => error,
  );
  return { outcome, reports, warnings, log, found, commands, left: fake.containers.all() };
};

test("steps are done in order, each said with its number", async () => {
  const { outcome, reports, found } = await setUp([step("check-engine"), step("find-images")], { images: ["a:1"] });
  expect(outcome).toBe("done");
  expect(reports).toEqual(["[1/2] do check-engine", "pulling", "a container with a volume, a network and a port", "[2/2] do find-images", "a:1: pulling"]);
  expect(found).toEqual(["busybox:1.37", "a:1"]);
});

test("without root's rights nothing is begun, and everything that needs them is named at once", async () => {
  const steps = [step("install-engine", "apt-get update", "apt-get install docker.io"), step("start-engine", "dockerd"), step("find-images")];
  const { outcome, commands, reports, found } = await setUp(steps, { over: { privilege: "none" }, images: ["a:1"] });
  expect(outcome).toMatchObject({ code: "SETUP_NEEDS_ROOT", hint: expect.stringContaining("  apt-get update\n  apt-get install docker.io\n  dockerd\n") });
  expect([...commands, ...reports, ...found]).toEqual([]);
});

test("without root's rights, what needs none is done", async () => {
  expect(await setUp([step("check-engine"), step("find-images")], { over: { privilege: "none" }, images: ["a:1"] })).toMatchObject({ outcome: "done", found: ["busybox:1.37", "a:1"] });
});

test("programs for neotool alone need no root: who has none is stopped by the other steps only", async () => {
  const { outcome, reports } = await setUp([step("check-engine"), step("get-programs", "bash build.sh")], { over: { privilege: "none", hasApt: false }, gone: ["busybox:1.37"] });
  expect(outcome).toMatchObject({ code: "IMAGE_UNAVAILABLE" });
  expect(reports).toEqual(["[1/2] do check-engine"]);
});

test("images that are not to be had are said, and keep neither the others from being found nor the machine from being ready", async () => {
  const { outcome, found, warnings } = await setUp([step("find-images")], { images: ["a:1", "gone:1", "b:1", "gone:2"], gone: ["gone:1", "gone:2"] });
  expect(outcome).toBe("done");
  expect(found).toEqual(["a:1", "b:1"]);
  expect(warnings).toEqual([expect.stringContaining("The image gone:1 is not to be had"), expect.stringContaining("The image gone:2 is not to be had")]);
});

test("a step that fails is the last that was begun", async () => {
  const { outcome, reports } = await setUp([step("check-engine"), step("find-images")], { gone: ["busybox:1.37"], images: ["a:1"] });
  expect(outcome).toMatchObject({ code: "IMAGE_UNAVAILABLE" });
  expect(reports).toEqual(["[1/2] do check-engine"]);
});

test("an engine that runs is not started again, and its user is allowed by one command", async () => {
  const { outcome, commands } = await setUp([step("start-engine", "systemctl enable --now docker.service"), step("allow-user", "usermod …")]);
  expect(outcome).toBe("done");
  expect(commands).toEqual(["usermod --append --groups docker ana"]);
});

test("a user who was only now allowed is told to log in again, because groups are read at log-in", async () => {
  const { outcome, reports } = await setUp([step("allow-user", "usermod …"), step("check-engine")], {
    surroundings: usual,
    questions: refusing("EACCES"),
  });
  expect(outcome).toMatchObject({ code: "ENGINE_FORBIDDEN", message: 'ana was added to the group "docker", which counts from the next log-in on', hint: expect.stringContaining("newgrp docker") });
  expect(reports).toEqual(["[1/2] do allow-user"]);
});

test("an engine that runs, but not for this user, is not started: it is the user that must be allowed", async () => {
  const { outcome, commands } = await setUp([step("start-engine", "systemctl …"), step("allow-user", "usermod …")], { surroundings: usual, questions: refusing("EACCES") });
  expect(outcome).toMatchObject({ code: "ENGINE_FORBIDDEN" });
  expect(commands).toEqual(["usermod --append --groups docker ana"]);
});

test("nothing is begun after an interruption", async () => {
  const { outcome, reports } = await setUp([step("find-images")], { signal: AbortSignal.abort(new Error("Ctrl+C")) });
  expect(outcome).toMatchObject({ message: "Ctrl+C" });
  expect(reports).toEqual([]);
});

test("an engine that answers runs", async () => {
  await using fake = await fakeEngine();
  expect(await engineState(fake.surroundings)).toBe("runs");
});

test("the system's engine may be missing, stopped or forbidden: setup can mend each", async () => {
  expect(await engineState(usual, refusing("ENOENT"))).toBe("missing");
  expect(await engineState(usual, refusing("ENOENT", ["dockerd"]))).toBe("stopped");
  expect(await engineState(usual, refusing("EACCES"))).toBe("forbidden");
  expect(await engineState({ ...usual, env: { DOCKER_HOST: "unix:///var/run/docker.sock" } }, refusing("ENOENT"))).toBe("missing");
});

test("an engine of one's own choice is not replaced by the system's: its user must start it", async () => {
  const named = { ...usual, env: { DOCKER_HOST: "unix:///home/ana/.colima/default/docker.sock" } };
  expect(await failureOf(engineState(named, refusing("ENOENT")))).toMatchObject({ code: "ENGINE_STOPPED", message: expect.stringContaining(".colima") });
  expect(await failureOf(engineState({ ...usual, env: { DOCKER_HOST: "tcp://build:2375" } }, refusing("ENOENT")))).toMatchObject({ code: "ENGINE_REMOTE" });
});

test("an engine that is too old is an error: setup replaces nothing that runs", async () => {
  const old = { ping: async () => ({ "api-version": "1.40", server: "Docker/19.03 (linux)" }), isInstalled: async () => true };
  expect(await failureOf(engineState(usual, old))).toMatchObject({ code: "ENGINE_TOO_OLD" });
});
