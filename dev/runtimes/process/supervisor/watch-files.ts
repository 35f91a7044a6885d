import { existsSync } from "node:fs";
import { join, matchesGlob, relative } from "node:path";
import { watchTree } from "./watch-tree.ts";

/** Editors write a file in several steps. */
const SETTLES_MS = 60;

/** The folder that a glob begins with: only that is watched, so that `src/**` does not look through `node_modules`. */
export const baseOf = (glob: string): string => {
  const parts = glob.split("/");
  const magic = parts.findIndex((part) => /[*?[{!]/.test(part));
  return magic === -1 ? parts.slice(0, -1).join("/") : parts.slice(0, magic).join("/");
};

/**
 * Tells of changes to files that match, a moment after the last of a series.
 *
 * @param globs Below `folder`.
 * @param changed Gets the path of the first file of the series.
 */
export const watchFiles = (folder: string, globs: readonly string[], changed: (path: string) => void): Disposable => {
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
  const bases = [...new Set(globs.map((glob) => join(folder, baseOf(glob))))].filter((base) => existsSync(base));
  const trees = bases.map((base) => watchTree(base, (path) => note(relative(folder, path))));
  return {
    [Symbol.dispose]: () => {
      clearTimeout(settling);
      for (const tree of trees) tree[Symbol.dispose]();
    },
  };
};
