import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { errnoOf } from "../../../platform/files.ts";
import { LIMITS } from "../limits.ts";
import { treeOf, type Tree } from "./tree.ts";

/** Nobody keeps manifests in them, and they hold most files of a working copy. */
export const SKIPPED: readonly string[] = [".git", "node_modules"];

const asPath = (path: string): string => (path === "" ? "." : path.split(sep).join("/"));

/**
 * A folder on the disk. Links are not walked through, so none can lead in circles. Read synchronously: it is many small files,
 * and on a busy machine a turn of the thread pool for each takes twenty times as long as all the reading.
 *
 * @throws {DevError} `MANIFESTS_INVALID`
 */
export const diskTree = (root: string): Tree => {
  const files = new Map<string, { read(): Buffer; size(): number }>();
  const links = new Map<string, string>();
  const outward = new Map<string, string>();
  const noteLink = (base: string, path: string): void => {
    const target = realPathOf(join(base, path));
    const inside = target === undefined ? undefined : relative(base, target);
    const leaves = inside === undefined || inside === ".." || inside.startsWith(`..${sep}`);
    if (leaves) outward.set(path, readlinkSync(join(base, path)));
    else links.set(path, asPath(inside));
  };
  const walk = (base: string, folder: string): void => {
    for (const entry of readdirSync(join(base, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const full = join(base, path);
      if (entry.isSymbolicLink()) noteLink(base, path);
      else if (entry.isDirectory() && !SKIPPED.includes(entry.name)) walk(base, path);
      else if (entry.isFile()) files.set(path, { read: () => readFileSync(full), size: () => statSync(full).size });
      if (files.size > LIMITS.files) throw new DevError("MANIFESTS_INVALID", `${root} has more than ${LIMITS.files} files`, { hint: "Give the folder that holds production's manifests alone." });
    }
  };
  try {
    walk(realpathSync(root), "");
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause;
    throw unreadable(root, cause);
  }
  return treeOf({ files, links, outward });
};

const realPathOf = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // it leads nowhere
  }
};

const unreadable = (root: string, cause: unknown): DevError => {
  if (errnoOf(cause) === "ENOENT") return new DevError("MANIFESTS_INVALID", `There is no folder ${root}`, { hint: "Give the folder that holds production's manifests.", cause });
  const hint = errnoOf(cause) === "ENOTDIR" ? "Give a folder; one file of it is chosen by --entry." : "See who may read it.";
  return new DevError("MANIFESTS_INVALID", `${root} cannot be read`, { hint, cause });
};
