import { expect, test } from "vitest";
import { docAnchor, type ErrorCode } from "../../dev/errors/codes.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { exitCodeOf, formatErrorReport, reportError } from "../../dev/errors/format.ts";

const asText = (error: unknown): string => formatErrorReport(reportError(error));

test("a failure is told as sentence, cause, evidence, fix and where to read on", () => {
  const cause = new Error("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:5432") });
  const error = new DevError("SERVICE_NOT_READY", "postgres runs, but was not ready within 60 s", { hint: "neotool dev logs postgres", cause, evidence: ["last answer: refused", "LOG: starting"] });
  expect(asText(error)).toBe(
    [
      "error[SERVICE_NOT_READY] postgres runs, but was not ready within 60 s",
      "  cause: connect ECONNREFUSED 127.0.0.1:5432",
      "  | last answer: refused",
      "  | LOG: starting",
      "  fix:   neotool dev logs postgres",
      "  more:  docs/errors.md#service-not-ready",
    ].join("\n"),
  );
});

test("what the sentence already says is not said again as its cause", () => {
  const cause = new Error("no space left on device");
  const error = new DevError("TASK_FAILED", "The buckets could not be made: no space left on device", { hint: "Free some.", cause });
  expect(reportError(error).cause).toBeNull();
  expect(asText(error)).not.toContain("cause:");
});

test("lines of a longer cause, of evidence and of a fix stand under their first ones", () => {
  const error = new DevError("USAGE", "first\nsecond", { hint: "do this\nthen that", cause: new Error("why\nand why"), evidence: ["one\ntwo"] });
  expect(asText(error).split("\n").slice(0, -1)).toEqual([
    "error[USAGE] first",
    "  second",
    "  cause: why",
    "         and why",
    "  | one",
    "  | two",
    "  fix:   do this",
    "         then that",
  ]);
});

test("no key of a report is ever left out", () => {
  expect(reportError(new DevError("USAGE", "no", { hint: "yes" }))).toEqual({ code: "USAGE", message: "no", hint: "yes", cause: null, evidence: [], docs: "docs/errors.md#usage" });
  expect(Object.keys(reportError(new Error("x"))).sort()).toEqual(Object.keys(reportError(new DevError("USAGE", "no", { hint: "yes" }))).sort());
});

test("what nobody foresaw is reported as a bug, with the stacks of the whole chain", () => {
  const defect = new TypeError("x is not a function");
  const report = reportError(new Error("the step failed", { cause: defect }));
  expect(report).toMatchObject({ code: "BUG", message: "neotool failed in a way it does not know: x is not a function", docs: null });
  expect(report.evidence[0]).toBe("Error: the step failed");
  expect(report.evidence).toContain("caused by: TypeError: x is not a function");
  expect(report.evidence.filter((line) => line.includes("format.test.ts"))).not.toEqual([]);
});

test("a thrown thing that is no error is reported, too", () => {
  expect(reportError("out of cheese")).toMatchObject({ code: "BUG", message: expect.stringContaining("out of cheese"), evidence: ["out of cheese"] });
  expect(reportError(undefined)).toMatchObject({ code: "BUG", message: expect.stringContaining("undefined") });
});

test("usage and definitions end with 2, an interruption with 130, every other failure and every bug with 1", () => {
  const exitOf = (code: ErrorCode) => exitCodeOf(new DevError(code, "", { hint: "" }));
  expect([exitOf("USAGE"), exitOf("CONFIG_INVALID"), exitOf("STACK_INVALID"), exitOf("DEPENDENCY_CYCLE"), exitOf("CONFIRMATION_REQUIRED")]).toEqual([2, 2, 2, 2, 2]);
  expect([exitOf("INTERRUPTED"), exitOf("PORT_BUSY"), exitOf("ENGINE_MISSING")]).toEqual([130, 1, 1]);
  expect([exitCodeOf(new Error("x")), exitCodeOf("x"), exitCodeOf(undefined)]).toEqual([1, 1, 1]);
});

test("a code's address in the documentation is its name as a heading's", () => {
  expect([docAnchor("USAGE"), docAnchor("STATE_UNWRITABLE")]).toEqual(["docs/errors.md#usage", "docs/errors.md#state-unwritable"]);
});
