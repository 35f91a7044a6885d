import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import { initialView } from "../../dev/engine/view.ts";
import { instanceDirectory } from "../../dev/instance/directory.ts";
import { EMPTY_STATE } from "../../dev/instance/state.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { interruption } from "../../dev/platform/interrupt.ts";
import type { Observed } from "../../dev/planner/observed.ts";
import { openProject } from "../../dev/wiring/project.ts";
import { remember } from "../../dev/wiring/remember.ts";
import { container, desired, desiredContainer, observed } from "../support/builders.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const never = new AbortController().signal;
const vault = desired(desiredContainer("vault"));
const run = { ok: true, view: initialView(vault, observed(), [], 0), errors: [], criticalPath: undefined };

/** What is said when what is proven is to be written down, and the engine answers the last look so. */
const remembering = async (look: () => Promise<Observed>, done = run) => {
  await using copy = await makeWorkingCopy("shop");
  const project = await openProject({ cwd: copy.path });
  const said: string[] = [];
  await remember(project, look, vault, done, EMPTY_STATE, { soft: never, hard: never, raise: () => {}, dispose: () => {} }, fakeClock(), (text) => said.push(text));
  const written = await readFile(instanceDirectory(instanceOf(copy.path).workingCopy).state, "utf8").catch(() => "nothing");
  return { said, written };
};

test("an engine that goes away at the very end does not take the run's outcome with it: it is a warning with what follows", async () => {
  const { said, written } = await remembering(() => Promise.reject(new DevError("ENGINE_FAILED", "The engine went away", { hint: "", cause: new Error("socket hang up") })));
  expect(said).toEqual(["What is ready could not be written down, so the next `neotool dev up` asks again: The engine went away (socket hang up)"]);
  expect(written).toBe("nothing");
});

test("an interruption at the very end needs no second word, and a defect of ours stays one", async () => {
  expect(await remembering(() => Promise.reject(interruption()))).toMatchObject({ said: [] });
  await expect(remembering(() => Promise.reject(new TypeError("x is undefined")))).rejects.toThrow("x is undefined");
});

test("a service that answered before its runtime told since when it runs is looked at again", async () => {
  const view = { ...run.view, services: new Map([...run.view.services].map(([name, one]) => [name, { ...one, phase: "ready" as const }])) };
  const looks = ["", "", "2026-11-20T10:00:00Z"];
  const { written } = await remembering(async () => observed([container("vault", { startedAt: looks.shift() ?? "too late" })]), { ...run, view });
  expect(JSON.parse(written)).toMatchObject({ ready: { vault: "id-of-vault@2026-11-20T10:00:00Z" } });
});
