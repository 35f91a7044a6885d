import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { imagesIn, mayNameImages, type ImageUse } from "../../parity/local/images-in-sources.ts";
import { featuresIn, type FeatureUse } from "../../parity/local/s3-in-sources.ts";
import { exec } from "../../platform/exec.ts";

/** What is larger was made by a program. */
const LARGEST_BYTES = 512 * 1024;
const AT_ONCE = 32;
const MOST_FILES = 20_000;
/** Folders of what is made and of what others wrote. */
const NOT_OURS = /(^|\/)(node_modules|dist|build|out|target|\.gradle|\.next|\.git|vendor|coverage)\//;

/** Of git, which knows what is ignored; else every folder. */
const filesOf = async (directory: string, signal: AbortSignal): Promise<readonly string[]> => {
  try {
    const listed = await exec("git", ["-C", directory, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], { hint: "See whether git works here.", signal });
    return listed.split("\0");
  } catch (error) {
    if (!(error instanceof DevError)) throw error;
    const found = await readdir(directory, { recursive: true, withFileTypes: true });
    return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1).replaceAll(sep, "/"));
  }
};

export interface SourceUses {
  readonly imageUses: readonly ImageUse[];
  readonly featureUses: readonly FeatureUse[];
}

const readOne = async (directory: string, path: string): Promise<string> => {
  try {
    const absolute = join(directory, path);
    return (await stat(absolute)).size > LARGEST_BYTES ? "" : await readFile(absolute, "utf8");
  } catch {
    return ""; // gone since it was listed, or a link to nowhere
  }
};

/**
 * What the repository's own files say of images and of S3.
 *
 * @param without Folder of the manifests, relative to it: production is the other side.
 */
export const readSources = async (directory: string, without: string | undefined, signal: AbortSignal): Promise<SourceUses> => {
  const all = await filesOf(directory, signal);
  const isManifest = (path: string): boolean => without !== undefined && without !== "" && !without.startsWith("..") && (path === without || path.startsWith(`${without}/`));
  const paths = all.filter((path) => mayNameImages(path) && !NOT_OURS.test(path) && !isManifest(path)).slice(0, MOST_FILES);
  const uses: SourceUses[] = [];
  for (let at = 0; at < paths.length; at += AT_ONCE) {
    signal.throwIfAborted();
    const read = await Promise.all(paths.slice(at, at + AT_ONCE).map(async (path) => ({ path, text: await readOne(directory, path) })));
    for (const { path, text } of read) uses.push({ imageUses: imagesIn(path, text), featureUses: featuresIn(path, text) });
  }
  return { imageUses: uses.flatMap(({ imageUses }) => imageUses), featureUses: uses.flatMap(({ featureUses }) => featureUses) };
};
