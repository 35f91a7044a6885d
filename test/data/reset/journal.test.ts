import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { forgetJournal, readJournal, writeJournal } from "../../../dev/data/reset/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";

const JOURNAL = { startedAt: "2026-11-21T10:00:00Z", only: ["kafka"], snapshot: null, topics: [{ name: "orders", partitions: 3, configs: { "retention.ms": "60000" } }] };

test("what a reset was doing is there for whoever comes after it was killed", async () => {
  await using folder = await tempDir();
  const path = join(folder.path, "reset.json");
  expect(await readJournal(path)).toBeUndefined();
  await writeJournal(path, JOURNAL);
  expect(await readJournal(path)).toEqual(JOURNAL);
  await forgetJournal(path);
  expect(await readJournal(path)).toBeUndefined();
});

test.each(["{ half", '{"only":"kafka"}', "[]"])("a file that cannot be understood (%s) still says that a reset did not end", async (content) => {
  await using folder = await tempDir();
  const path = join(folder.path, "reset.json");
  await writeFile(path, content);
  expect(await readJournal(path)).toEqual({ startedAt: "", only: [], topics: [], snapshot: null });
});
