import { expect, test } from "vitest";
import { parseJournal } from "../../../dev/data/snapshot/journal.ts";
import { bytesOf, formatManifest, parseManifest } from "../../../dev/data/snapshot/manifest.ts";
import { checkName, nameByTime } from "../../../dev/data/snapshot/names.ts";
import { outdated } from "../../../dev/data/snapshot/outdated.ts";
import { snapshotManifest } from "../../support/snapshots.ts";

test("a manifest that was written is read as it was", () => {
  const manifest = snapshotManifest();
  expect(parseManifest(formatManifest(manifest), "a file")).toEqual(manifest);
  expect(bytesOf(manifest)).toBe(45_200_000);
});

test.each([
  ["cut short", formatManifest(snapshotManifest()).slice(0, 100), "it is not JSON"],
  ["of another version", JSON.stringify({ ...snapshotManifest(), schemaVersion: 2 }), "schemaVersion"],
  ["with something missing", JSON.stringify({ ...snapshotManifest(), parts: undefined }), "parts"],
])("a manifest %s is refused with what is wrong", (_what, text, wrong) => {
  expect(() => parseManifest(text, "x.json")).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE", message: expect.stringContaining("x.json"), evidence: [expect.stringContaining(wrong)] }));
});

test("a name is what a volume and a file take", () => {
  for (const name of ["before-migration", "2026-11-21-141503", "a", "A_b.c"]) expect(checkName(name)).toBe(name);
  for (const name of ["", ".hidden", "-x", "a/b", "../x", "a b", "ü", "x".repeat(61)]) expect(() => checkName(name)).toThrow(expect.objectContaining({ code: "USAGE" }));
});

test("a name by the time is the next second's where that one is taken", () => {
  const date = new Date("2026-11-21T14:15:03.500Z");
  expect(nameByTime(date, [])).toBe("2026-11-21-141503");
  expect(nameByTime(date, ["2026-11-21-141503"])).toBe("2026-11-21-141504");
});

test("of those that were made by themselves the newest five stay; what was asked for always stays", () => {
  const by = (reason: "asked for" | "before reset", day: number) => snapshotManifest({ name: `${reason} ${day}`, reason, createdAt: `2026-11-0${day}T00:00:00.000Z` });
  const all = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [by("asked for", day), by("before reset", day)]);
  expect(outdated(all).map(({ name }) => name)).toEqual(["before reset 2", "before reset 1"]);
});

test("a journal is what was written, or nothing", () => {
  const journal = { doing: "restore", name: "x", phase: "swapping", services: ["postgres"], volumes: ["postgres-data"] };
  expect(parseJournal(JSON.stringify(journal))).toEqual(journal);
  for (const text of ["", "{", '{"doing":"dance"}', '{"doing":"restore","name":"x","phase":"resting","services":[],"volumes":[]}']) expect(parseJournal(text)).toBeUndefined();
});
