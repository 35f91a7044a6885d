import { expect, test } from "vitest";
import { runInForeground } from "../../dev/platform/foreground.ts";
import { isRunnable } from "../../dev/platform/programs.ts";
import { failureOf } from "../support/failure.ts";
import { realProcess, source } from "../support/node-process.ts";
import { openTerminal } from "../support/terminal.ts";

const NEVER = { env: {}, stdout: "stdout", hint: "Do something else.", hard: new AbortController().signal } as const;

test("a program's exit code is the answer, and a signal's number counts as in a shell", async () => {
  expect(await runInForeground("sh", ["-c", 'exit "$CODE"'], { ...NEVER, env: { CODE: "7" } })).toEqual({ exitCode: 7, signal: null });
  expect(await runInForeground("sh", ["-c", "kill -TERM $$"], NEVER)).toEqual({ exitCode: 143, signal: "SIGTERM" });
});

test("a program that is not there is an error, and not an answer", async () => {
  expect(await failureOf(runInForeground("neotool-no-such-program", [], NEVER))).toMatchObject({ code: "TOOL_MISSING", hint: NEVER.hint });
});

test("who wants it gone at once has it killed", async () => {
  const hard = new AbortController();
  const running = runInForeground("sh", ["-c", "trap '' INT TERM; while :; do sleep 0.1; done"], { ...NEVER, hard: hard.signal });
  hard.abort();
  expect(await running).toEqual({ exitCode: 137, signal: "SIGKILL" });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s of this process is the program's, too, where no terminal has told it already", async (name) => {
  const program = `
    import { listenForInterrupt } from ${source("dev/platform/interrupt.ts")};
    import { runInForeground } from ${source("dev/platform/foreground.ts")};
    const interrupt = listenForInterrupt(() => {});
    const script = "trap 'exit 5' ${name.slice(3)}; echo ready; while :; do sleep 0.05; done";
    const ended = await runInForeground("sh", ["-c", script], { env: {}, stdout: "stdout", hint: "", hard: interrupt.hard });
    console.log(JSON.stringify(ended));
    interrupt.dispose();
  `;
  // Whoever runs the tests may have a terminal.
  await using child = realProcess("sh", ["-c", 'exec "$0" --input-type=module --eval "$1" 2> /dev/null', process.execPath, program]);
  expect(await child.line()).toBe("ready");
  child.signal(name);
  expect(await child.line()).toBe('{"exitCode":5,"signal":null}');
});

test("Ctrl+C at a terminal reaches the program once, by the terminal, and it has that terminal's keys", async () => {
  const program = `
    import { listenForInterrupt } from ${source("dev/platform/interrupt.ts")};
    import { runInForeground } from ${source("dev/platform/foreground.ts")};
    const interrupt = listenForInterrupt(() => {});
    const script = "trap 'echo told' INT; echo ready; read -r line; read -r line || read -r line; echo read $line; exit 4";
    console.log(JSON.stringify(await runInForeground("bash", ["-c", script], { env: {}, stdout: "stdout", hint: "", hard: interrupt.hard })), interrupt.soft.aborted);
    interrupt.dispose();
  `;
  await using terminal = openTerminal(process.execPath, ["--input-type=module", "--eval", program], { cwd: "/" });
  const shown = () => terminal.scrollback();
  await terminal.until("the program runs", () => shown().includes("ready"));
  terminal.press("\u0003");
  await terminal.until("it is told", () => shown().includes("told"));
  terminal.press("first\rsecond\r");
  expect(await terminal.exited).toBe(0);
  expect(shown().match(/told/g)).toHaveLength(1);
  expect(shown()).toContain('read second\n{"exitCode":4,"signal":null} true');
});

test("a word is found as a shell finds it: by its path, or on PATH", async () => {
  const there = { cwd: "/", path: "/bin:/usr/bin" };
  expect(await Promise.all(["sh", "bin/sh", "/bin/sh", "no-such-program", "./sh", "etc/passwd", "/etc", ""].map((word) => isRunnable(word, there)))).toEqual([true, true, true, false, false, false, false, false]);
});
