import { expect, test } from "vitest";
import { explainProgram } from "../../dev/engine/explain-program.ts";
import { container } from "../support/builders.ts";

const program = { phase: "failed", reason: "command not found: gradlew", pid: null, restarts: 0, isOrphan: false } as const;

test("a program that could not be started says why, and no exit code that it never had", () => {
  const error = explainProgram(container("app", { state: "exited", exitCode: 1, startedAt: "", program }), "while it ran", []);
  expect(error).toMatchObject({ code: "APP_NOT_STARTED", message: "app could not be started: command not found: gradlew", hint: "Mend apps.app in neotool.config.ts. neotool dev run app starts it again after the fix." });
});

test("one that ended says how, with its last lines, and how it is started again", () => {
  const ended = container("app", { state: "exited", exitCode: 139, program });
  expect(explainProgram(ended, "before it was ready", ["oh no"])).toMatchObject({ code: "SERVICE_EXITED", message: "app was ended by signal 11 before it was ready", evidence: ["oh no"] });
  expect(explainProgram(ended, "while it ran", [])).toMatchObject({ message: "app was ended by signal 11", hint: expect.stringContaining("neotool dev run app") });
});

test("one that is started again and again says so", () => {
  const reason = "crash loop: 3 times in a row it exited with code 7; started again after 2 s";
  expect(explainProgram(container("app", { state: "restarting", exitCode: 7, program: { ...program, reason } }), "while it ran", [])).toMatchObject({ message: `app does not run: ${reason}` });
});
