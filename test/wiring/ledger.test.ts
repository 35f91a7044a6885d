import { expect, test } from "vitest";
import { isOrphaned, orphanReason, UNSEEN_SESSION_MS } from "../../dev/wiring/ledger.ts";

const session = (owner: "lives" | "dead" | "elsewhere") => ({ pid: 17, purpose: "tests", owner });

test("what outlives its command is an orphan when its folder is gone, and a session when its process is dead", () => {
  expect([isOrphaned(null, "there", 0), isOrphaned(null, "gone", 0)]).toEqual([false, true]);
  expect([isOrphaned(session("lives"), "there", 2 * UNSEEN_SESSION_MS), isOrphaned(session("dead"), "there", 0)]).toEqual([false, true]);
});

test("of a process in another container neither its number here nor its folder here says anything: its session is kept for a day", () => {
  for (const folder of ["there", "gone"] as const) {
    expect(isOrphaned(session("elsewhere"), folder, UNSEEN_SESSION_MS)).toBe(false);
    expect(isOrphaned(session("elsewhere"), folder, UNSEEN_SESSION_MS + 1)).toBe(true);
  }
});

test("why something is an orphan is said in words", () => {
  const reason = (owner: "lives" | "dead" | "elsewhere" | undefined) => orphanReason({ workingCopy: "/src/shop", session: owner === undefined ? null : session(owner) });
  expect([reason(undefined), reason("dead"), reason("elsewhere")]).toEqual([
    "its working copy /src/shop is gone",
    "process 17, which it was for (tests), has ended",
    "it was for process 17 in another container, on another machine or before a reboot (tests), and is more than a day old",
  ]);
});
