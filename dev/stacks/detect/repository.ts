import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";

const DEEPEST = 4;
/** What nobody writes by hand, or is somebody else's. */
const SKIPPED: ReadonlySet<string> = new Set(["node_modules", "build", "dist", "out", "target", "vendor", "coverage", "bin", "obj"]);
const LARGEST_BYTES = 1_048_576;

/** The files of a repository that say something of its applications, by their paths from its root. */
export interface Repository {
  /** Paths of files with this name, the outermost first. */
  named(name: string): readonly string[];
  has(path: string): boolean;
  /** `undefined`: it is not there, or too large to be what it is taken for. */
  read(path: string): Promise<string | undefined>;
}

const filesBelow = async (root: string, folder: string, depth: number): Promise<readonly string[]> => {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []); // not for us to read
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly string[]> => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) return [path];
      return entry.isDirectory() && depth < DEEPEST && !entry.name.startsWith(".") && !SKIPPED.has(entry.name) ? filesBelow(root, path, depth + 1) : [];
    }),
  );
  return found.flat();
};

const depthOf = (path: string): number => path.split("/").length;

/** Looks through the outer folders of a repository; links are not followed. */
export const openRepository = async (root: string): Promise<Repository> => {
  const files = [...(await filesBelow(root, "", 0))].sort((a, b) => depthOf(a) - depthOf(b) || a.localeCompare(b));
  const all = new Set(files);
  return {
    named: (name) => files.filter((path) => basename(path) === name),
    has: (path) => all.has(path),
    read: async (path) => {
      const size = await stat(join(root, path)).then((found) => found.size, () => LARGEST_BYTES + 1);
      return size > LARGEST_BYTES ? undefined : readFile(join(root, path), "utf8").catch(() => undefined);
    },
  };
};
