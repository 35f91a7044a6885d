import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { reportError } from "../../dev/errors/format.ts";
import { exec } from "../../dev/platform/exec.ts";
import { startTimeOf } from "../../dev/platform/process-identity.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const HINT = { hint: "Do something else." } as const;

/** A script that starts a child behind itself, says the child's process id, and waits for it. */
const WITH_CHILD = 'sleep 600 & echo "$!"; wait';
/** The same with a child that does not end when asked to, and hides its output. */
const WITH_STUBBORN_CHILD = `(trap "" TERM; exec sleep 600) >/dev/null 2>&1 & echo "$!"; wait`;

const hasEnded = (pid: number) => until(`process ${pid} has ended`, async () => (await startTimeOf(pid)) === undefined, 5_000);

test("what a program prints is what one gets", async () => {
  expect(await exec("sh", ["-c", "echo one; echo two; echo three >&2"], HINT)).toBe("one\ntwo");
});

test("a program that is not there is named, with what to do about it", async () => {
  const failure = await failureOf(exec("neotool-no-such-program", [], HINT));
  expect(failure).toMatchObject({ code: "TOOL_MISSING", message: 'The program "neotool-no-such-program" is not on this machine', hint: HINT.hint });
});

test("a program that fails leaves its exit code and its last lines, of both streams", async () => {
  const script = "for i in $(seq 30); do echo line $i; done; echo boom >&2; exit 3";
  const failure = await failureOf(exec("sh", ["-c", script], HINT));
  expect(failure).toMatchObject({ code: "COMMAND_FAILED", message: '"sh" failed with exit code 3' });
  expect(failure.evidence).toHaveLength(20);
  expect(failure.evidence).toContain("line 30");
  expect(failure.evidence).toContain("boom");
  expect(reportError(failure).cause).toBeNull();
});

test("a program that was killed says by which signal", async () => {
  expect(await failureOf(exec("sh", ["-c", "kill -KILL $$"], HINT))).toMatchObject({ code: "COMMAND_FAILED", message: '"sh" was ended by SIGKILL' });
});

test("a file that is no program cannot be run, which is not the same as missing", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("notes.txt"), "no program", { mode: 0o644 });
  const failure = await failureOf(exec(directory.file("notes.txt"), [], HINT));
  expect(failure).toMatchObject({ code: "COMMAND_FAILED", message: expect.stringMatching(/could not be run \(EACCES\)$/) });
});

test("a program that takes too long is ended, and the limit is said", async () => {
  expect(await failureOf(exec("sleep", ["600"], { ...HINT, timeoutMs: 30 }))).toMatchObject({ code: "COMMAND_FAILED", message: '"sleep" did not end within 0.03 s' });
});

test("secrets in the environment and on standard input reach the program, but neither its arguments nor the error", async () => {
  const program = 'process.stdin.on("data", (d) => console.log(JSON.stringify(process.argv), process.env.TOKEN, String(d))).on("end", () => process.exit(1))';
  const failure = await failureOf(exec(process.execPath, ["-e", program, "visible"], { ...HINT, env: { TOKEN: "env-secret" }, input: "input-secret" }));
  const [line = ""] = failure.evidence;
  expect(line).toMatch(/^\[.*"visible"\] env-secret input-secret$/);
  const { evidence: _printed, ...report } = reportError(failure);
  expect(JSON.stringify(report)).not.toMatch(/secret|visible/);
});

test("lines are passed on as they come, not at the end", async () => {
  await using directory = await tempDir();
  const answer = directory.file("answer");
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    if (line === "ready?") void writeFile(answer, ""); // the program waits for it
  };
  await exec("sh", ["-c", 'echo "ready?"; until [ -e "$1" ]; do sleep 0.01; done; echo going on >&2', "sh", answer], { ...HINT, onLine, timeoutMs: 5_000 });
  expect(lines).toEqual(["ready?", "going on"]);
});

test("an interrupted program ends with the reason of the interruption", async () => {
  const interrupt = new AbortController();
  const reason = new Error("Ctrl+C");
  const run = exec("sh", ["-c", "echo started; sleep 600"], { ...HINT, signal: interrupt.signal, end: "group", onLine: () => interrupt.abort(reason) });
  await expect(run).rejects.toBe(reason);
  await expect(exec("sleep", ["600"], { ...HINT, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test("nothing is begun after an interruption", async () => {
  await using directory = await tempDir();
  for (const end of ["process", "group"] as const) {
    await expect(exec("touch", [directory.file(end)], { ...HINT, signal: AbortSignal.abort(new Error("Ctrl+C")), end })).rejects.toThrow("Ctrl+C");
    expect(existsSync(directory.file(end))).toBe(false);
  }
});

test("an interrupted group ends with its grandchildren", async () => {
  const interrupt = new AbortController();
  let grandchild = 0;
  const onLine = (line: string) => {
    grandchild = Number(line);
    interrupt.abort(new Error("Ctrl+C"));
  };
  await expect(exec("sh", ["-c", WITH_CHILD], { ...HINT, signal: interrupt.signal, end: "group", onLine })).rejects.toThrow("Ctrl+C");
  await hasEnded(grandchild);
});

test("a grandchild that ignores being asked is killed", async () => {
  const interrupt = new AbortController();
  let grandchild = 0;
  const onLine = (line: string) => {
    grandchild = Number(line);
    interrupt.abort(new Error("Ctrl+C"));
  };
  await expect(exec("sh", ["-c", WITH_STUBBORN_CHILD], { ...HINT, signal: interrupt.signal, end: "group", graceMs: 30, onLine })).rejects.toThrow("Ctrl+C");
  await hasEnded(grandchild);
});

test("a group that takes too long ends with its grandchildren, and the limit is said", async () => {
  let grandchild = 0;
  const failure = await failureOf(exec("sh", ["-c", WITH_CHILD], { ...HINT, end: "group", timeoutMs: 300, onLine: (line) => (grandchild = Number(line)) }));
  expect(failure).toMatchObject({ code: "COMMAND_FAILED", message: '"sh" did not end within 0.3 s' });
  await hasEnded(grandchild);
});

test("a group that ends by itself keeps what it left running on purpose", async () => {
  const pid = Number(await exec("sh", ["-c", 'sleep 600 >/dev/null 2>&1 & echo "$!"'], { ...HINT, end: "group" }));
  try {
    expect(await startTimeOf(pid)).toBeDefined();
  } finally {
    process.kill(pid, "SIGKILL");
  }
});
