import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished, pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { extract, pack, type Pack } from "tar-stream";
import { DevError } from "../../errors/dev-error.ts";
import { errnoOf, unwritable } from "../../platform/files.ts";
import { damaged, parseExportManifest, type ExportedStream, type ExportManifest } from "./export-manifest.ts";

const MANIFEST = "manifest.json";
const LONGEST_MANIFEST = 16 * 1024 * 1024;
const FOLDER = "streams/";
const MODE = 0o600;
/** Who reads it compares it: what the manifest itself says has no other sum. */
const CHECKED = { [constants.ZSTD_c_checksumFlag]: 1 } as const;

type Bytes = AsyncIterable<Uint8Array>;

/** An archive's entry, which says nothing of what it is made of. */
async function* bytesIn(entry: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of entry) if (chunk instanceof Uint8Array) yield chunk;
}

/** Counts and sums what passes. */
const measured = (source: Bytes) => {
  const hash = createHash("sha256");
  let bytes = 0;
  let isBroken = false;
  return {
    through: (async function* () {
      try {
        for await (const chunk of source) {
          hash.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      } catch (error) {
        isBroken = true;
        throw error;
      }
    })(),
    /** Whether it was the source that failed, and not who took it. */
    broke: () => isBroken,
    is: (expected: ExportedStream) => bytes === expected.bytes && hash.digest("hex") === expected.sha256,
  };
};

const addStream = async (archive: Pack, stream: ExportedStream, open: (name: string) => Promise<Bytes>): Promise<void> => {
  const { through, is } = measured(await open(stream.name));
  await pipeline(through, archive.entry({ name: `${FOLDER}${stream.name}`, size: stream.bytes, mode: MODE }));
  if (!is(stream)) throw new DevError("SNAPSHOT_FAILED", `${stream.name} changed while it was exported`, { hint: "Nobody may write to a snapshot's volume: see who has it (docker ps --filter volume=…)." });
};

/**
 * Writes an export: an archive, compressed with zstd, the manifest first. Nothing is held but what is on its way; the file appears under its name when it is whole.
 *
 * @param open A stream's bytes, as many as the manifest says.
 * @throws {DevError} `STATE_UNWRITABLE`, `SNAPSHOT_FAILED`
 */
export const writeExport = async (file: string, manifest: ExportManifest, open: (name: string) => Promise<Bytes>, signal: AbortSignal): Promise<void> => {
  const temporary = `${file}.${process.pid}.part`;
  const archive = pack();
  const written = pipeline(archive, createZstdCompress({ params: CHECKED }), createWriteStream(temporary, { mode: MODE, flags: "wx" }), { signal });
  const add = async () => {
    archive.entry({ name: MANIFEST, mode: MODE }, `${JSON.stringify(manifest, null, 2)}\n`);
    for (const stream of manifest.streams) await addStream(archive, stream, open);
    archive.finalize();
  };
  try {
    await Promise.all([written, add().catch((error: unknown) => {
      archive.destroy(error instanceof Error ? error : undefined);
      throw error;
    })]);
    await rename(temporary, file);
  } catch (error) {
    await written.catch(() => {});
    await rm(temporary, { force: true });
    signal.throwIfAborted();
    throw error instanceof DevError || errnoOf(error) === undefined ? error : unwritable(file, error);
  }
};

/** Marks what whoever takes it in has failed with: it says nothing of the file. */
class ReaderError extends Error {
  constructor(cause: unknown) {
    super("not taken", { cause });
  }
}

const asReader = (act: Promise<void>): Promise<void> =>
  act.catch((error: unknown) => {
    throw new ReaderError(error);
  });

/** Who takes in an export. */
export interface ExportReader {
  /** Called first. Rejecting refuses it. */
  begin(manifest: ExportManifest): Promise<void>;
  /** Called for each stream. What it takes is not yet known to be whole. */
  take(stream: ExportedStream, content: Bytes): Promise<void>;
}

/**
 * Reads an export from its beginning to its end, and compares each stream with what the manifest says of it.
 *
 * @throws {DevError} `SNAPSHOT_DAMAGED`, `SNAPSHOT_INCOMPATIBLE`, and what the reader refuses it with.
 */
export const readExport = async (file: string, reader: ExportReader, signal: AbortSignal): Promise<ExportManifest> => {
  const unpacking = extract();
  const source = createReadStream(file);
  const arriving = pipeline(source, createZstdDecompress(), unpacking, { signal });
  arriving.catch(() => {}); // reading says so, too
  try {
    let manifest: ExportManifest | undefined;
    const missing = new Map<string, ExportedStream>();
    for await (const entry of unpacking) {
      if (!manifest) {
        if (entry.header.name !== MANIFEST || (entry.header.size ?? 0) > LONGEST_MANIFEST) throw damaged(file, "it does not begin with a snapshot's manifest");
        manifest = parseExportManifest(await text(entry), file);
        for (const stream of manifest.streams) missing.set(`${FOLDER}${stream.name}`, stream);
        await asReader(reader.begin(manifest));
        continue;
      }
      const expected = missing.get(entry.header.name);
      if (!expected) throw damaged(file, `it holds ${entry.header.name}, of which its manifest says nothing`);
      missing.delete(entry.header.name);
      const { through, is, broke } = measured(bytesIn(entry));
      await reader.take(expected, through).catch((error: unknown) => {
        throw broke() ? error : new ReaderError(error);
      });
      if (!is(expected)) throw damaged(file, `${expected.name} is not what was exported: its SHA-256 is another one`);
    }
    await arriving;
    if (!manifest) throw damaged(file, "it is empty");
    if (missing.size > 0) throw damaged(file, `it ends before ${[...missing.values()].map(({ name }) => name).join(", ")}`);
    return manifest;
  } catch (error) {
    unpacking.destroy();
    source.destroy();
    await finished(source).catch(() => {});
    signal.throwIfAborted();
    throw explained(file, error);
  }
};

/** What Node calls a stream that is no zstd, or ends too early, is one and the same to people. */
const explained = (file: string, error: unknown): unknown => {
  if (error instanceof ReaderError) return error.cause;
  if (error instanceof DevError) return error;
  const code = errnoOf(error);
  if (code === "ENOENT") return new DevError("USAGE", `There is no file ${file}`, { hint: "neotool dev snapshot import <file>" });
  if (code === "EACCES" || code === "EISDIR") return new DevError("USAGE", `${file} cannot be read`, { hint: "neotool dev snapshot import <file>", cause: error });
  return damaged(file, "it was cut short, or changed on its way", error);
};
