import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { readExport, writeExport } from "../../../dev/data/snapshot/export-file.ts";
import { EXPORT_VERSION, type ExportManifest } from "../../../dev/data/snapshot/export-manifest.ts";
import { snapshotManifest } from "../../support/snapshots.ts";
import { tempDir } from "../../support/temp-dir.ts";

const NEVER = new AbortController().signal;
const PARTS: Readonly<Record<string, Buffer>> = { "postgres-data": Buffer.alloc(300_000, "rows"), "kafka-data": Buffer.from("records"), vault: Buffer.alloc(0) };

const sumOf = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
const manifestOf = (parts: Readonly<Record<string, Buffer>> = PARTS): ExportManifest => ({
  neotoolSnapshot: EXPORT_VERSION,
  snapshot: snapshotManifest(),
  streams: Object.entries(parts).map(([name, content]) => ({ name, bytes: content.length, sha256: sumOf(content) })),
});
async function* open(name: string) {
  yield PARTS[name] ?? Buffer.alloc(0);
}
const write = (file: string, manifest = manifestOf()) => writeExport(file, manifest, async (name) => open(name), NEVER);

/** What a reader was given, by name. */
const read = async (file: string) => {
  const taken: Record<string, Buffer> = {};
  const manifest = await readExport(file, { begin: async () => {}, take: async ({ name }, content) => void (taken[name] = await buffer(content)) }, NEVER);
  return { manifest, taken };
};

test("what was exported is read as it was, and nobody else may read the file", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "one.tar.zst");
  await write(file);
  expect(await read(file)).toEqual({ manifest: manifestOf(), taken: PARTS });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dir.path)).toEqual(["one.tar.zst"]);
});

test("wherever it is cut short, it is said to be damaged", async () => {
  await using dir = await tempDir();
  const [whole, cut] = [join(dir.path, "whole"), join(dir.path, "cut")];
  await write(whole);
  const bytes = await readFile(whole);
  for (const length of [0, 3, 60, Math.floor(bytes.length / 2), bytes.length - 30]) {
    await writeFile(cut, bytes.subarray(0, length));
    await expect(read(cut), `${length} of ${bytes.length} bytes`).rejects.toMatchObject({ code: "SNAPSHOT_DAMAGED" });
  }
});

test("a part that is not what the manifest says is named", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "other");
  const { streams, ...manifest } = manifestOf();
  const changing = writeExport(file, { ...manifest, streams: streams.map((stream) => ({ ...stream, sha256: sumOf(Buffer.from("other")) })) }, async (name) => open(name), NEVER);
  await expect(changing).rejects.toMatchObject({ code: "SNAPSHOT_FAILED", message: "postgres-data changed while it was exported" });
  expect(await readdir(dir.path)).toEqual([]);
});

test("any byte that was changed on its way is found, or changes nothing of what is read", async () => {
  await using dir = await tempDir();
  const [whole, changed] = [join(dir.path, "whole"), join(dir.path, "changed")];
  await write(whole);
  const bytes = await readFile(whole);
  const original = JSON.stringify(await read(whole));
  const missed: string[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0x10;
    await writeFile(changed, copy);
    const outcome = await read(changed).then((result) => (JSON.stringify(result) === original ? "SNAPSHOT_SAME" : "other content"), ({ code }) => code);
    if (!/^SNAPSHOT_/.test(outcome)) missed.push(`byte ${at} of ${bytes.length}: ${outcome}`);
  }
  expect(missed).toEqual([]);
});

test("what is no export, of another version, or not there is said to be just that", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "it");
  await writeFile(file, "hello");
  await expect(read(file)).rejects.toMatchObject({ code: "SNAPSHOT_DAMAGED" });
  await expect(read(join(dir.path, "nothing"))).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("There is no file") });
  await expect(read(dir.path)).rejects.toMatchObject({ code: "USAGE" });
  const next = join(dir.path, "next");
  await writeExport(next, JSON.parse(JSON.stringify({ ...manifestOf(), neotoolSnapshot: 2 })), async (name) => open(name), NEVER);
  await expect(read(next)).rejects.toMatchObject({ code: "SNAPSHOT_INCOMPATIBLE", message: expect.stringContaining("version 2; this neotool reads version 1") });
});

test("a reader that refuses is what the import fails with, and nothing more is read", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "one");
  await write(file);
  const refused = new Error("no");
  await expect(readExport(file, { begin: () => Promise.reject(refused), take: () => Promise.reject(new Error("read")) }, NEVER)).rejects.toBe(refused);
  await expect(readExport(file, { begin: async () => {}, take: () => Promise.reject(refused) }, NEVER)).rejects.toBe(refused);
});

test("gigabytes are never held: memory stays flat", async () => {
  await using dir = await tempDir();
  const file = join(dir.path, "large");
  const chunk = Buffer.alloc(1024 * 1024, "0123456789abcdef");
  const [chunks, hash] = [200, createHash("sha256")];
  for (let at = 0; at < chunks; at += 1) hash.update(chunk);
  async function* large() {
    for (let at = 0; at < chunks; at += 1) yield chunk;
  }
  const before = process.memoryUsage().rss;
  let most = before;
  const manifest: ExportManifest = { ...manifestOf(), streams: [{ name: "postgres-data", bytes: chunks * chunk.length, sha256: hash.digest("hex") }] };
  await writeExport(file, manifest, async () => large(), NEVER);
  let bytes = 0;
  await readExport(file, { begin: async () => {}, take: async (_stream, content) => {
    for await (const part of content) [bytes, most] = [bytes + part.length, Math.max(most, process.memoryUsage().rss)];
  } }, NEVER);
  expect(bytes).toBe(chunks * chunk.length);
  expect(most - before).toBeLessThan(100 * 1024 * 1024);
});
