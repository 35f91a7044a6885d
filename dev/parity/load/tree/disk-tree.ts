import { readdir, readFile, readlink, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { errnoOf } from "../../../platform/files.ts";
import { LIMITS } from "../limits.ts";
import { treeOf, type Tree } from "./tree.ts";

/** Nobody keeps manifests in them, and they hold most files of a working copy. */
export const SKIPPED: readonly string[] = [".git", "node_modules"];

const asPath = (path: string): string => (path === "" ? "." : path.split(sep).join("/"));

/** A folder on the disk. Links are not walked through, so none can lead in circles. @throws {DevError} `MANIFESTS_INVALID` */
export const diskTree = async (root: string): Promise<Tree> => {
  const files = new Map<string, { read(): Promise<Buffer>; size(): Promise<number> }>();
  const links = new Map<string, string>();
  const outward = new Map<string, string>();
  const base = await realpath(root).catch((cause: unknown) => {
    throw new DevError("MANIFESTS_INVALID", `There is no folder ${root}`, { hint: "Give the folder that holds production's manifests.", cause });
  });
  const noteLink = async (path: string): Promise<void> => {
    const target = await realpath(join(base, path)).catch(() => undefined);
    const inside = target === undefined ? undefined : relative(base, target);
    const leaves = inside === undefined || inside === ".." || inside.startsWith(`..${sep}`);
    if (leaves) outward.set(path, await readlink(join(base, path)));
    else links.set(path, asPath(inside));
  };
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(base, folder), { withFileTypes: true });
    await Promise.all(
      entries.map(async (entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        const full = join(base, path);
        if (entry.isSymbolicLink()) return noteLink(path);
        if (entry.isDirectory()) return SKIPPED.includes(entry.name) ? undefined : walk(path);
        if (!entry.isFile()) return undefined;
        files.set(path, { read: () => readFile(full), size: async () => (await stat(full)).size });
        if (files.size > LIMITS.files) throw new DevError("MANIFESTS_INVALID", `${root} has more than ${LIMITS.files} files`, { hint: "Give the folder that holds production's manifests alone." });
        return undefined;
      }),
    );
  };
  try {
    await walk("");
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause;
    throw new DevError("MANIFESTS_INVALID", `${root} cannot be read`, { hint: errnoOf(cause) === "ENOTDIR" ? "Give a folder; one file of it is chosen by --entry." : "See who may read it.", cause });
  }
  return treeOf({ files, links, outward });
};
