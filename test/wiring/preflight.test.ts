import { expect, test } from "vitest";
import type { RuntimeId } from "../../dev/model/runtime.ts";
import { beginPreflight, judgePreflight } from "../../dev/wiring/preflight.ts";
import { service } from "../support/builders.ts";
import { fakeEngine, type Overrides } from "../support/fake-engine.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const ROOT = "/var/lib/docker";
const COPY = "/home/dev/shop";
const { signal } = new AbortController();

/** @param free GiB by path. */
const preflight = async (free: Readonly<Record<string, number>>, memTotal = 8 * GIB, overrides: Overrides = {}, runtime: RuntimeId = "container") => {
  await using fake = await fakeEngine({ info: { DockerRootDir: ROOT, MemTotal: memTotal }, overrides });
  const space = async (path: string) => (free[path] === undefined ? undefined : { freeBytes: free[path] * GIB, totalBytes: 200 * GIB });
  using checks = beginPreflight(fake.engine, { workingCopy: COPY, services: [service("kafka", { limits: { memoryMiB: 640 } })], runtime }, signal, space);
  const reports = await checks.reports();
  const warnings: string[] = [];
  let failure: unknown;
  try {
    judgePreflight(reports, (text) => warnings.push(text));
  } catch (error) {
    failure = error;
  }
  return { failure, warnings, calls: fake.calls };
};

test("with room enough nothing is said, and the engine is asked once", async () => {
  expect(await preflight({ [ROOT]: 50, [COPY]: 50 })).toEqual({ failure: undefined, warnings: [], calls: ["GET /info"] });
});

test("a nearly full disk of the engine stops up before anything is begun, with what frees space", async () => {
  expect((await preflight({ [ROOT]: 0.4, [COPY]: 50 })).failure).toMatchObject({ code: "DISK_FULL", message: "Disk space of the engine: only 0.4 GiB free at /var/lib/docker; nothing was begun", hint: expect.stringContaining("neotool dev prune") });
});

test("a nearly full disk of the working copy stops it, too", async () => {
  expect((await preflight({ [ROOT]: 50, [COPY]: 0.05 })).failure).toMatchObject({ code: "DISK_FULL", message: expect.stringContaining("Disk space of the working copy") });
});

test("little room and little memory are warnings", async () => {
  const { failure, warnings } = await preflight({ [ROOT]: 3, [COPY]: 50 }, 512 * MIB);
  expect(failure).toBeUndefined();
  expect(warnings).toEqual([expect.stringMatching(/^Disk space of the engine: 3\.0 GiB free/), expect.stringMatching(/^Memory of the engine: 512 MiB; the limits of this stack add up to 640 MiB/)]);
});

test("a cluster that has no room is not begun: memory that Kubernetes would refuse pods for, a disk that it would call full", async () => {
  const inCluster = (freeGiB: number, memTotal: number) => preflight({ [ROOT]: freeGiB, [COPY]: 50 }, memTotal, {}, "k3d");
  expect(await inCluster(50, 8 * GIB)).toEqual({ failure: undefined, warnings: [], calls: ["GET /info"] });
  expect((await inCluster(50, 256 * MIB)).failure).toMatchObject({ code: "ENGINE_UNFIT", message: expect.stringMatching(/^Memory for a cluster's node: the engine has 256 MiB, .*; nothing was begun$/), hint: expect.stringContaining("--runtime container") });
  expect((await inCluster(1.9, 8 * GIB)).failure).toMatchObject({ code: "DISK_FULL", message: expect.stringMatching(/^Disk space for a cluster's node: only 1\.9 of 200 GiB free at .*; nothing was begun$/) });
  expect((await inCluster(50, 1_000 * MIB)).warnings).toEqual([expect.stringContaining("add up to 1090 MiB")]);
});

test("a disk inside a virtual machine, where nobody can look, holds nothing up", async () => {
  expect(await preflight({ [COPY]: 50 })).toMatchObject({ failure: undefined, warnings: [] });
});

test("a check that gets no answer is a warning, and holds nothing up", async () => {
  const { failure, warnings } = await preflight({ [COPY]: 50 }, GIB, { "GET /info": ({ answer }) => answer(500, { message: "busy" }) });
  expect(failure).toBeUndefined();
  expect(warnings).toEqual([expect.stringContaining("Disk space of the engine: could not be checked"), expect.stringContaining("Memory of the engine: could not be checked")]);
});

test("checks that are given up, or interrupted, leave an engine that hangs at once", async () => {
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  await using fake = await fakeEngine({ overrides: { "GET /info": () => asked() } });
  const interrupt = new AbortController();
  using checks = beginPreflight(fake.engine, { workingCopy: COPY, services: [], runtime: "container" }, interrupt.signal, async () => undefined);
  await isAsked;
  interrupt.abort(new Error("Ctrl+C"));
  await expect(checks.reports()).rejects.toThrow("Ctrl+C");
});
