import { expect, test } from "vitest";
import { LABEL } from "../../dev/model/labels.ts";
import { folderPlace } from "../../dev/platform/folder-place.ts";
import { isOrphaned, orphanReason, readLedger, UNSEEN_SESSION_MS } from "../../dev/wiring/ledger.ts";
import { fakeEngine } from "../support/fake-engine.ts";

const session = (owner: "lives" | "dead" | "elsewhere") => ({ pid: 17, purpose: "tests", owner });

test("what outlives its command is an orphan when its folder is gone, and a session when its process is dead", () => {
  expect([isOrphaned(null, "there", 0), isOrphaned(null, "gone", 0)]).toEqual([false, true]);
  expect([isOrphaned(session("lives"), "there", 2 * UNSEEN_SESSION_MS), isOrphaned(session("dead"), "there", 0)]).toEqual([false, true]);
});

test("a folder that nobody here can look at is not taken for gone", () => {
  expect([isOrphaned(null, "elsewhere", 2 * UNSEEN_SESSION_MS), isOrphaned(session("dead"), "elsewhere", 0)]).toEqual([false, true]);
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

test("a path that is not there means a deleted folder only where it was written down here, or nobody said where", async () => {
  const volume = (id: string, labels: Readonly<Record<string, string>>) => ({ Name: `neotool-${id}-data`, CreatedAt: "2026-11-20T10:00:00Z", Labels: { [LABEL.instance]: id, [LABEL.workingCopy]: `/no/such/${id}`, ...labels } });
  const Volumes = [volume("elsewhere-1", { [LABEL.place]: "of-another" }), volume("here-1", { [LABEL.place]: folderPlace() }), volume("old-1", {})];
  await using fake = await fakeEngine({ overrides: { "GET /containers/json": (call) => call.answer(200, []), "GET /networks": (call) => call.answer(200, []), "GET /volumes": (call) => call.answer(200, { Volumes }) } });
  const ledger = await readLedger(fake.engine, "leave out");
  expect(ledger.map(({ id, folder, isOrphan }) => [id, folder, isOrphan])).toEqual([["elsewhere-1", "elsewhere", false], ["here-1", "gone", true], ["old-1", "gone", true]]);
});
