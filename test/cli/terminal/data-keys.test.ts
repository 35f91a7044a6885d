import { expect, test } from "vitest";
import { lastSnapshotText, seededText } from "../../../dev/cli/terminal/data-keys.ts";
import { snapshotManifest } from "../../support/snapshots.ts";

const NOW = new Date("2026-11-20T10:05:00.000Z");

test("before it is restored, the last snapshot is told with its age, and why it was taken where nobody asked for it", () => {
  expect(lastSnapshotText(snapshotManifest(), NOW)).toBe("before, taken 5 min ago");
  expect(lastSnapshotText(snapshotManifest({ name: "2026-11-19", createdAt: "2026-11-19T08:05:00.000Z", reason: "before reset" }), NOW)).toBe("2026-11-19, taken 1 d 2 h ago (before reset)");
});

test("what was seeded is counted in a few words", () => {
  const file = (did: "applied" | "unchanged") => ({ file: "a.sql", store: "postgres" as const, did, rows: 1, bytes: 2 });
  expect(seededText([])).toBe("nothing to apply");
  expect(seededText([{ dataset: "demo", files: [file("applied")] }])).toBe("1 file applied");
  expect(seededText([{ dataset: "demo", files: [file("applied"), file("applied")] }, { dataset: "more", files: [file("unchanged")] }])).toBe("2 files applied, 1 unchanged");
});
