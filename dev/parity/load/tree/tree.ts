import { posix } from "node:path";
import { invalid } from "../invalid.ts";
import { LIMITS } from "../limits.ts";

/** A link inside the tree: where it is, and where it leads. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

/** The files below the root that was given: on the disk, or in a commit. Paths are relative to the root, with `/`; `.` is the root. */
export interface Tree {
  /** All that are no links and not reached by one; sorted. */
  readonly files: readonly string[];
  /** Links that leave the tree. */
  readonly outwardLinks: readonly string[];
  /** Links to a file of it; sorted. */
  readonly linkedFiles: readonly string[];
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** Where a path really is, and the links on the way there. */
  follow(path: string): { readonly path: string; readonly links: readonly Link[] };
  /** Where a link leads that leaves the tree, if the path is one or goes through one. */
  leavesBy(path: string): { readonly link: string; readonly target: string } | undefined;
  /** @throws {DevError} `MANIFESTS_INVALID` for a file that is too large, and for a link that leaves the tree */
  read(path: string): Promise<Buffer>;
}

/** What a tree was found to hold; how it is read is up to where it is. */
export interface TreeContent {
  readonly files: ReadonlyMap<string, { read(): Buffer | Promise<Buffer>; size(): number }>;
  /** Links inside the tree: where each leads. */
  readonly links: ReadonlyMap<string, string>;
  /** Links that leave it. */
  readonly outward: ReadonlyMap<string, string>;
}

const MIB = 1024 * 1024;
const MOST_LINKS = 20;

const foldersOf = (files: Iterable<string>): ReadonlySet<string> => {
  const folders = new Set<string>(["."]);
  for (const file of files) {
    for (let folder = posix.dirname(file); !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
  }
  return folders;
};

/** Pure but for reading. */
export const treeOf = ({ files, links, outward }: TreeContent): Tree => {
  const folders = foldersOf(files.keys());
  const counted = new Set<unknown>();
  let total = 0;
  const through = (path: string, table: ReadonlyMap<string, string>): readonly [string, string] | undefined => {
    for (let part = path; part !== "." && part !== ""; part = posix.dirname(part)) {
      const target = table.get(part);
      if (target !== undefined) return [part, target];
    }
    return undefined;
  };
  const follow: Tree["follow"] = (path) => {
    let at = posix.normalize(path).replace(/(.)\/$/, "$1");
    const gone: Link[] = [];
    for (let step = 0; step < MOST_LINKS; step += 1) {
      const link = through(at, links);
      if (!link) break;
      gone.push({ path: link[0], target: link[1] });
      at = posix.normalize(posix.join(link[1], at.slice(link[0].length)));
    }
    return { path: at, links: gone };
  };
  const real = (path: string): string => follow(path).path;
  const leavesBy: Tree["leavesBy"] = (path) => {
    const link = through(real(path), outward);
    return link && { link: link[0], target: link[1] };
  };
  return {
    files: [...files.keys()].sort(),
    outwardLinks: [...outward.keys()].sort(),
    linkedFiles: [...links.keys()].filter((path) => files.has(real(path))).sort(),
    follow,
    isFile: (path) => files.has(real(path)),
    isFolder: (path) => folders.has(real(path)),
    leavesBy,
    read: async (path) => {
      const left = leavesBy(path);
      if (left) throw invalid({ file: left.link }, `is a link that leads out of the folder, to ${left.target}`, { hint: "Give a folder that holds both, or put the file in its place." });
      const file = files.get(real(path));
      if (!file) throw invalid({ file: path }, "is not there");
      const size = file.size();
      if (size > LIMITS.fileBytes) throw invalid({ file: path }, `has ${Math.ceil(size / MIB)} MB, and manifests are read up to ${LIMITS.fileBytes / MIB} MB`, { hint: "Move it out of the folder, or name what to read: --entry PATH" });
      if (!counted.has(file)) total += size;
      counted.add(file);
      if (total > LIMITS.totalBytes) throw invalid({ file: path }, `would be read beyond ${LIMITS.totalBytes / MIB} MB in all`, { hint: "Give a smaller folder, or name what to read: --entry PATH" });
      return file.read();
    },
  };
};
