import { expect, test } from "vitest";
import { canDraw } from "../../../dev/cli/terminal/interactive.ts";
import { sinceText } from "../../../dev/cli/terminal/since-text.ts";

const TTY = { isTTY: true };
const ALL = { stdin: TTY, stdout: TTY, stderr: TTY };

test("a screen is drawn only where a person sits", () => {
  expect(canDraw("text", ALL, {})).toBe(true);
  expect(canDraw("text", ALL, { CI: "false" })).toBe(true);
  expect(canDraw("json", ALL, {})).toBe(false);
  expect(canDraw("text", ALL, { CI: "true" })).toBe(false);
  expect(canDraw("text", ALL, { TERM: "dumb" })).toBe(false);
  for (const stream of ["stdin", "stdout", "stderr"]) expect(canDraw("text", { ...ALL, [stream]: {} }, {}), stream).toBe(false);
});

test("since when a service runs: the time of today, the day of another day", () => {
  const now = new Date(2026, 10, 21, 15, 4);
  const since = (at: Date) => sinceText(new Map([["kafka", at.toISOString()]]), now).get("kafka");
  expect(since(new Date(2026, 10, 21, 3, 5))).toBe("since 03:05");
  expect(since(new Date(2026, 10, 2, 3, 5))).toBe("since 2026-11-02");
});
