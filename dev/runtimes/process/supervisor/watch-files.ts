import { existsSync, statSync } from "node:fs";
import { join, matchesGlob, normalize, relative } from "node:path";
import { watchTree, type Part } from "./watch-tree.ts";

/** Editors write a file in several steps. */
const SETTLES_MS = 60;

/** The folder that a glob begins with: only that is watched, so that `src/**` does not look through `node_modules`. */
export const baseOf = (glob: string): string => {
  const parts = glob.split("/");
  const magic = parts.findIndex((part) => /[*?[{!]/.test(part));
  return magic === -1 ? parts.slice(0, -1).join("/") : parts.slice(0, magic).join("/");
};

/** As people write them: `./src/**` is `src/**`, and a folder is all that is in it. */
const asGlob = (written: string, folder: string): string => {
  const glob = normalize(written).replace(/\/$/, "");
  return statSync(join(folder, glob), { throwIfNoEntry: false })?.isDirectory() ? join(glob, "**") : glob;
};

const isIn = (path: string, folder: string): boolean => folder === "" || path === folder || path.startsWith(`${folder}/`);

/**
 * Tells of changes to files that match, a moment after the last of a series. A folder that a glob begins with need not be there yet, and may come and go.
 *
 * @param written Globs and folders below `folder`.
 * @param changed Gets the path of the first file of the series.
 */
export const watchFiles = (folder: string, written: readonly string[], changed: (path: string) => void): Disposable => {
  const globs = written.map((one) => asGlob(one, folder));
  const bases = globs.map(baseOf);
  let first: string | undefined;
  let settling: NodeJS.Timeout | undefined;
  const settled = () => {
    const path = first ?? "";
    first = undefined;
    changed(path);
  };
  const note = (path: string) => {
    if (!globs.some((glob) => matchesGlob(path, glob))) return;
    first ??= path;
    clearTimeout(settling);
    settling = setTimeout(settled, SETTLES_MS);
  };
  const partOf = (absolute: string): Part => {
    const path = relative(folder, absolute);
    if (bases.some((base) => isIn(base, path))) return "way";
    return bases.some((base) => isIn(path, base)) ? "inside" : "outside";
  };
  const tree = existsSync(folder) ? watchTree(folder, (path) => note(relative(folder, path)), partOf) : undefined;
  return {
    [Symbol.dispose]: () => {
      clearTimeout(settling);
      tree?.[Symbol.dispose]();
    },
  };
};
