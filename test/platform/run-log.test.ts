import { readFile, stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import { createRedactor } from "../../dev/platform/redact.ts";
import { openRunLog } from "../../dev/platform/run-log.ts";
import { tempDir } from "../support/temp-dir.ts";

const date = () => new Date("2026-11-20T10:00:00Z");

const entriesOf = async (path: string): Promise<readonly unknown[]> => (await readFile(path, "utf8")).trim().split("\n").map((line) => JSON.parse(line));

test("a run leaves a JSON object a line, with its time, for its user alone", async () => {
  await using directory = await tempDir();
  const log = openRunLog(directory.file(".neotool/logs/up.ndjson"), createRedactor(), date);
  log.write({ type: "began", service: "postgres" });
  log.write({ type: "progress", text: "two\nlines" });
  await log.close();
  expect(await entriesOf(log.path)).toEqual([
    { at: "2026-11-20T10:00:00.000Z", type: "began", service: "postgres" },
    { at: "2026-11-20T10:00:00.000Z", type: "progress", text: "two\nlines" },
  ]);
  expect((await stat(log.path)).mode & 0o777).toBe(0o600);
  expect((await stat(directory.file(".neotool/logs"))).mode & 0o777).toBe(0o700);
});

test("secrets do not get into it, a key's line breaks included", async () => {
  await using directory = await tempDir();
  const redactor = createRedactor();
  redactor.hide("vault-root-token", "-----BEGIN KEY-----\nMIIJQgIBADANBg\n-----END KEY-----");
  const log = openRunLog(directory.file("up.ndjson"), redactor, date);
  log.write({ text: "Root Token: vault-root-token", key: "-----BEGIN KEY-----\nMIIJQgIBADANBg\n-----END KEY-----" });
  await log.close();
  expect(await readFile(log.path, "utf8")).not.toMatch(/vault-root|MIIJ/);
  expect(await entriesOf(log.path)).toMatchObject([{ text: "Root Token: ‹redacted›" }]);
});

test("an error is logged with its sentence, cause and evidence, which JSON alone would drop", async () => {
  await using directory = await tempDir();
  const log = openRunLog(directory.file("up.ndjson"), createRedactor(), date);
  const error = new DevError("SERVICE_EXITED", "kafka exited with code 1", { hint: "Look.", cause: new Error("no memory"), evidence: ["FATAL"] });
  log.write({ type: "failed", error });
  await log.close();
  expect(await entriesOf(log.path)).toMatchObject([{ type: "failed", error: { code: "SERVICE_EXITED", message: "kafka exited with code 1", cause: "no memory", evidence: ["FATAL"] } }]);
});

test("a later run goes on where an earlier one ended", async () => {
  await using directory = await tempDir();
  for (const n of [1, 2]) {
    const log = openRunLog(directory.file("up.ndjson"), createRedactor(), date);
    log.write({ n });
    await log.close();
  }
  expect(await entriesOf(directory.file("up.ndjson"))).toMatchObject([{ n: 1 }, { n: 2 }]);
});

test("a log that cannot be written never fails the run", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("file"), "");
  for (const path of [directory.path, directory.file("file/up.ndjson")]) {
    const log = openRunLog(path, createRedactor(), date);
    log.write({ n: 1 });
    await log.close();
    log.write({ n: 2 });
    await log.close();
  }
});
