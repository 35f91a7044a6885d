import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createZstdCompress } from "node:zlib";
import type { Engine } from "../docker/connect.ts";
import { engineStream } from "../docker/http.ts";
import { enginePlatform } from "../docker/info.ts";
import { DevError } from "../errors/dev-error.ts";
import { unwritable, writeAtomically } from "../platform/files.ts";
import type { BundleArchive, BundledImage, BundleIndex } from "./bundle-index.ts";
import type { FoundImage } from "./present.ts";
import { megabytes, type ReportProgress } from "./progress.ts";

const described = ({ reference, id, standInFor, softwareVersion }: FoundImage, platform: string): BundledImage => ({
  reference,
  ...(standInFor !== null && { standInFor }),
  // A stand-in of the same version says so by the version in its own label; the safe word is the weaker one.
  kind: standInFor === null ? "official" : "other-version",
  ...(softwareVersion !== null && { softwareVersion }),
  id,
  platform,
});

const checkNames = (images: readonly FoundImage[]): void => {
  const nameless = images.filter(({ reference }) => reference.includes("@")).map(({ reference }) => reference);
  if (nameless.length === 0) return;
  throw new DevError("BUNDLE_INVALID", `An archive holds images by name, and the engine knows ${nameless.join(", ")} by digest only`, {
    hint: nameless.map((reference) => `docker tag ${reference} ${reference.replace(/@.*/, "")}:TAG`).join("\n"),
  });
};

/**
 * Writes images into a bundle directory: one zstd archive and `index.json`. An old index goes before its archive does and
 * the new one comes last, so an interrupted save leaves the old bundle or none, never a mixture.
 *
 * @throws {DevError} `BUNDLE_INVALID` for an image without a name, `STATE_UNWRITABLE`, `ENGINE_FAILED`.
 */
export const saveBundle = async (engine: Engine, directory: string, images: readonly FoundImage[], report: ReportProgress, signal: AbortSignal): Promise<BundleIndex> => {
  checkNames(images);
  const platform = await enginePlatform(engine.socket);
  const file = `images-${platform.replace("/", "-")}.tar.zst`;
  const indexPath = join(directory, "index.json");
  const sha256 = await writeArchive(engine, join(directory, file), indexPath, images, report, signal);
  const archive: BundleArchive = { file, format: "docker-archive+zstd", sha256, images: images.map((image) => described(image, platform)) };
  const index: BundleIndex = { schemaVersion: 1, archives: [archive] };
  await writeAtomically(indexPath, `${JSON.stringify(index, null, 2)}\n`, 0o644);
  return index;
};

/** An engine that goes away in the middle is no full disk. */
async function* wholeOf(exported: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* exported;
  } catch (cause) {
    throw new DevError("ENGINE_FAILED", "The engine stopped in the middle of an export", { hint: "Save again; docker system df shows whether its disk is full.", cause });
  }
}

const writeArchive = async (engine: Engine, path: string, oldIndex: string, images: readonly FoundImage[], report: ReportProgress, signal: AbortSignal): Promise<string> => {
  const temporary = `${path}.partial`;
  const hash = createHash("sha256");
  let bytes = 0;
  const watching = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      hash.update(chunk);
      report(`written ${megabytes(bytes)}`);
      done(null, chunk);
    },
  });
  const query = images.map(({ reference }) => `names=${encodeURIComponent(reference)}`).join("&");
  try {
    await mkdir(join(path, ".."), { recursive: true });
    const exported = await engineStream(engine.socket, `/images/get?${query}`, signal);
    const packing = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    await pipeline(wholeOf(exported), packing, watching, createWriteStream(temporary), { signal });
    await rm(oldIndex, { force: true });
    await rename(temporary, path);
    return hash.digest("hex");
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw cause instanceof DevError ? cause : unwritable(path, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => {}); // the directory may be none; the error says so
  }
};
