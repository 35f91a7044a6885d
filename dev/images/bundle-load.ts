import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdDecompress } from "node:zlib";
import { openClient } from "../docker/client.ts";
import type { Engine } from "../docker/connect.ts";
import { engineGet } from "../docker/http.ts";
import { DevError } from "../errors/dev-error.ts";
import { errnoOf } from "../platform/files.ts";
import type { BundleArchive } from "./bundle-index.ts";
import { followEvents } from "./engine-events.ts";
import { inspectImage } from "./present.ts";
import { megabytes, type ReportProgress } from "./progress.ts";

/** Archives of images are packed with a window of 128 MiB, which zstd refuses unless told. */
const WINDOW_LOG = 27;

const counting = (total: number, verb: string, report: ReportProgress): Transform => {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      report(`${verb} ${megabytes(bytes)} of ${megabytes(total)}`);
      done(null, chunk);
    },
  });
};

const HINT = "Get the bundle again, or make a new one with `neotool dev images save DIR`.";

/**
 * Loads one archive of a bundle into the engine: first its checksum, then its content, then whether the engine really
 * has every image that the index promises, with the id that it promises.
 *
 * @throws {DevError} `BUNDLE_INVALID` for a missing, changed or incomplete archive, `ENGINE_FAILED` when the engine
 * cannot take it.
 */
export const loadArchive = async (engine: Engine, directory: string, archive: BundleArchive, report: ReportProgress, signal: AbortSignal): Promise<void> => {
  const path = join(directory, archive.file);
  const { size } = await stat(path).catch((cause: unknown) => {
    throw new DevError("BUNDLE_INVALID", `The bundle's index names ${archive.file}, which is not in ${directory}`, { hint: HINT, cause });
  });
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), counting(size, "checking", report), hash, { signal });
  if (hash.digest("hex") !== archive.sha256) {
    throw new DevError("BUNDLE_INVALID", `${path} is not the file that its index describes: the SHA-256 differs`, { hint: HINT });
  }
  await feedEngine(engine, path, size, archive, report, signal);
  await checkPromises(engine, archive);
};

/** Feeds and listens at once: the engine answers while it reads, and stops reading when it fails. */
const feedEngine = async (engine: Engine, path: string, size: number, { file, format }: BundleArchive, report: ReportProgress, signal: AbortSignal): Promise<void> => {
  const docker = await openClient(engine);
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const content = new PassThrough();
  const unpacked = format === "docker-archive+zstd" ? createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG } }) : new PassThrough();
  const feeding = pipeline(createReadStream(path), counting(size, "loading", report), unpacked, content, { signal: either }).catch((cause: unknown) => {
    if (over.signal.aborted && errnoOf(cause) === "ABORT_ERR") return; // the engine failed, and says why itself
    throw new DevError("BUNDLE_INVALID", `${path} cannot be read as the ${format} that its index promises`, { hint: HINT, cause });
  });
  const loading = docker.loadImage(content, { quiet: true, abortSignal: either }).then((answer) => followEvents(answer, () => {})).catch((cause: unknown) => {
    over.abort(); // the other half would wait for ever, and keep the process alive
    throw new DevError("ENGINE_FAILED", `The engine could not load ${file}`, { hint: "Its disk may be full: docker system df shows what takes it.", cause });
  });
  const outcomes = await Promise.allSettled([feeding, loading]);
  signal.throwIfAborted();
  // The feeding first: where the bundle is at fault, the engine's call fails for the same reason.
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
};

const checkPromises = async (engine: Engine, { file, images }: BundleArchive): Promise<void> => {
  for (const { reference, id } of images) {
    const loaded = await inspectImage(engine.socket, reference);
    if (loaded?.id === id || (loaded && (await namesImagesAnew(engine)))) continue;
    throw new DevError("BUNDLE_INVALID", `${file} was loaded, but the engine has ${loaded ? "another image" : "no image"} named ${reference}`, {
      hint: HINT,
      evidence: [`promised ${id}`, `loaded   ${loaded?.id ?? "nothing"}`],
    });
  }
};

/**
 * With containerd's image store, the default of a fresh Engine 29, an image's id is its manifest's digest and no longer
 * its configuration's: the same image has another id there than in the engine that the bundle was made with.
 */
const namesImagesAnew = async ({ socket }: Engine): Promise<boolean> => {
  const { DriverStatus } = await engineGet<{ readonly DriverStatus?: readonly (readonly string[])[] | null }>(socket, "/info");
  return (DriverStatus ?? []).some(([key, value]) => key === "driver-type" && value?.startsWith("io.containerd.") === true);
};
