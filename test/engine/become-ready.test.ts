import { expect, test } from "vitest";
import { becomeReady, type ReadyTools } from "../../dev/engine/become-ready.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import type { Verdict } from "../../dev/model/probe.ts";
import { desiredContainer } from "../support/builders.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeRuntime, type Behaviour } from "../support/fake-runtime.ts";

const no = (reason: string): Verdict => ({ ready: false, reason });
const refused: Verdict = { ready: false, reason: "password authentication failed", refused: true };
const yes: Verdict = { ready: true };

const repair = { reason: "roles were set to this instance's", command: ["psql", "-f", "owner.sql"] } as const;

interface Scene {
  readonly behaviour?: Behaviour;
  /** Answers in order; the last one stays. */
  readonly answers: readonly Verdict[];
  readonly definition?: Parameters<typeof desiredContainer>[1];
  readonly timeoutMs?: number;
  readonly checkVolumes?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

const play = async ({ behaviour = {}, answers, definition = {}, timeoutMs, checkVolumes = async () => {}, signal = new AbortController().signal }: Scene) => {
  const runtime = fakeRuntime({ postgres: behaviour });
  const reasons: string[] = [];
  const repairs: string[] = [];
  let asked = 0;
  const tools: ReadyTools = {
    runtime,
    clock: fakeClock(),
    probe: async () => answers[Math.min(asked++, answers.length - 1)] ?? yes,
    timeoutMs,
    checkVolumes,
    onReason: (reason) => reasons.push(reason),
    onRepair: (reason) => repairs.push(reason),
  };
  const outcome = await becomeReady(desiredContainer("postgres", definition), tools, signal).then(
    () => "ready" as const,
    (error: unknown) => error,
  );
  return { outcome, reasons, repairs, done: runtime.done, asked };
};

test("it waits until the probe says yes, and passes each reason on", async () => {
  expect(await play({ answers: [no("connection refused"), no("starting up"), yes] })).toMatchObject({ outcome: "ready", reasons: ["connection refused", "starting up"] });
});

test("a container that exits ends the wait at once, with its code and its last lines", async () => {
  const { outcome, asked } = await play({ behaviour: { exits: { exitCode: 1, outOfMemory: false }, logs: ["reading config", "FATAL: bad option"] }, answers: [no("connection refused")] });
  expect(outcome).toMatchObject({ code: "SERVICE_EXITED", message: "postgres exited with code 1 before it was ready", evidence: ["reading config", "FATAL: bad option"] });
  expect(asked).toBeLessThan(5);
});

test("old data that explain an exit are said in its place", async () => {
  const mismatch = new DevError("CLUSTER_ID_MISMATCH", "The volume belongs to another cluster", { hint: "" });
  const { outcome } = await play({ behaviour: { exits: { exitCode: 1, outOfMemory: false } }, answers: [no("x")], checkVolumes: () => Promise.reject(mismatch) });
  expect(outcome).toBe(mismatch);
});

test("a container that was ended by a signal says which", async () => {
  expect((await play({ behaviour: { exits: { exitCode: 137, outOfMemory: false } }, answers: [no("x")] })).outcome).toMatchObject({ message: "postgres was ended by signal 9 before it was ready" });
});

test("a container that ran out of memory says its limit and where to raise it", async () => {
  const { outcome } = await play({ behaviour: { exits: { exitCode: 137, outOfMemory: true } }, answers: [no("x")] });
  expect(outcome).toMatchObject({ code: "SERVICE_OUT_OF_MEMORY", message: "postgres was killed: it needed more than its limit of 64 MiB", hint: expect.stringContaining("postgres.memoryMiB") });
});

test("a service that never gets ready says its last answer, its last lines and how to give it longer", async () => {
  const { outcome } = await play({ behaviour: { logs: ["still replaying"] }, answers: [no("starting up")], timeoutMs: 5_000 });
  expect(outcome).toMatchObject({
    code: "SERVICE_NOT_READY",
    message: "postgres runs, but was not ready within 5 s: starting up",
    evidence: ["last answer: starting up", "still replaying"],
    hint: expect.stringContaining("--wait-timeout"),
  });
});

test("the definition's own patience holds where the user asked for none", async () => {
  expect((await play({ answers: [no("x")], definition: { readyWithinSeconds: 3 } })).outcome).toMatchObject({ message: "postgres runs, but was not ready within 3 s: x" });
});

test("a service that refuses our credentials is repaired once, and says so", async () => {
  const result = await play({ answers: [no("starting up"), refused, yes], definition: { repair } });
  expect(result).toMatchObject({ outcome: "ready", repairs: ["roles were set to this instance's"], done: ["exec postgres: psql -f owner.sql"] });
});

test("a service that still refuses after its repair is an error, not a loop", async () => {
  const result = await play({ answers: [refused], definition: { repair } });
  expect(result.outcome).toMatchObject({ code: "CREDENTIALS_REJECTED", message: "postgres refuses this instance's credentials" });
  expect(result.done).toHaveLength(1);
});

test("a repair that fails says what it printed", async () => {
  const behaviour: Behaviour = { exec: () => ({ exitCode: 2, stdout: "", stderr: "psql: role postgres does not exist\n" }) };
  expect((await play({ behaviour, answers: [refused], definition: { repair } })).outcome).toMatchObject({
    code: "CREDENTIALS_REJECTED",
    evidence: ["psql: role postgres does not exist"],
  });
});

test("without a repair a refusal is one more reason to wait: the pooler refuses for as long as its server does", async () => {
  expect(await play({ answers: [refused, refused, yes] })).toMatchObject({ outcome: "ready", reasons: ["password authentication failed"] });
});

test("an interruption ends the wait with its own reason", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  controller.abort(reason);
  expect((await play({ answers: [no("x")], signal: controller.signal })).outcome).toBe(reason);
});

test("an end that is known by its last line is told with its cause and its fix", async () => {
  const { outcome } = await play({
    behaviour: { exits: { exitCode: 1, outOfMemory: false }, logs: ["level=error msg=\"Opening storage failed\""] },
    answers: [no("refused")],
    definition: { knownEnds: [{ says: "opening storage failed", means: "its storage is damaged", fix: "remove it" }] },
  });
  expect(outcome).toMatchObject({ code: "SERVICE_EXITED", message: "postgres exited with code 1 before it was ready: its storage is damaged", hint: "remove it" });
});

test("a full disk is said as one, whatever the program calls it", async () => {
  const { outcome } = await play({ behaviour: { exits: { exitCode: 1, outOfMemory: false }, logs: ["write /loki/wal: No space left on device"] }, answers: [no("refused")] });
  expect(outcome).toMatchObject({ code: "DISK_FULL", message: "postgres ended because the engine's disk is full", hint: expect.stringContaining("docker system df") });
});

test("a program that says in a line of JSON what is wrong and where is quoted line by line, and whole: its other lines say nothing of it", async () => {
  const told = `there were errors:\n1. at line 63\n${"\n  \"limits\": {".repeat(30)}\n  'max_depht' was unexpected`;
  const ended = (logs: readonly string[]) =>
    play({ behaviour: { exits: { exitCode: 1, outOfMemory: false }, logs }, answers: [no("refused")], definition: { knownEnds: [{ says: "no valid configuration", means: "it is not valid", tells: "Failed to read: ", fix: "mend it" }] } });
  const { outcome } = await ended(["starting", JSON.stringify({ level: "ERROR", message: `Failed to read: ${told}` }), "no valid configuration was supplied"]);
  expect(outcome).toMatchObject({ evidence: ["there were errors:", "1. at line 63", ...Array.from({ length: 30 }, () => '  "limits": {'), "  'max_depht' was unexpected"] });
  expect((await ended(["Failed to read: {", "no valid configuration was supplied"])).outcome).toMatchObject({ evidence: ["Failed to read: {", "no valid configuration was supplied"] });
});
