import { posix } from "node:path";
import type { Tree } from "./tree.ts";

export const isYaml = (file: string): boolean => /\.ya?ml$/i.test(file);

/** Whether a path is in a folder, at any depth. */
export const isBelow = (path: string, folder: string): boolean => folder === "." || path.startsWith(`${folder}/`);

/** A path as it is meant: without `./` and a slash at the end; `.` is the root. */
export const normalPath = (path: string): string => posix.normalize(path).replace(/(.)\/$/, "$1");

/** The chart that a file belongs to: its templates are no YAML yet, and its values no manifests. */
export const chartOf = (tree: Tree, file: string): string | undefined => {
  for (let folder = posix.dirname(file); ; folder = posix.dirname(folder)) {
    if (tree.isFile(posix.join(folder, "Chart.yaml"))) return folder;
    if (folder === ".") return undefined;
  }
};

export const isHelmFile = (tree: Tree, file: string): boolean => chartOf(tree, file) !== undefined;
