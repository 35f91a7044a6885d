import { readdirSync, statSync, watch, type Dirent, type FSWatcher } from "node:fs";
import { join, sep } from "node:path";

/** Whose thousands of files are nobody's sources. */
const LEFT_OUT: readonly string[] = ["node_modules", ".git"];

/** Of a folder: `way`: somebody has named it, or what is in it; `inside`: it is in one that was named; `outside`: it is not looked at. */
export type Part = "way" | "inside" | "outside";

const filesIn = (folder: string): readonly string[] => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));

const isFolder = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // it is gone, not for us to see, or a link to itself
  }
};

/**
 * Watches a folder and all of its parts, each by a watcher of its own. Node's own watching of a tree forgets, on Linux, a file
 * that another one is renamed over, which is how many editors save.
 *
 * @param touched Gets the path of what may have changed, also of files of a folder that is new.
 * @param partOf Of a folder below `root`. Links to folders are followed where somebody has named them: elsewhere they may lead in a circle.
 * @throws where the system watches no more.
 */
export const watchTree = (root: string, touched: (path: string) => void, partOf: (folder: string) => Part): Disposable => {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(`${folder}${sep}`)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };
  const isWatched = (path: string, entry: Dirent): boolean => {
    if (LEFT_OUT.includes(entry.name)) return false;
    const part = partOf(path);
    return entry.isDirectory() ? part !== "outside" : entry.isSymbolicLink() && part === "way" && isFolder(path);
  };
  const foldersIn = (folder: string): readonly string[] => readdirSync(folder, { withFileTypes: true }).filter((entry) => isWatched(join(folder, entry.name), entry)).map(({ name }) => join(folder, name));
  const add = (folder: string): void => {
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const path = join(folder, name);
      touched(path);
      if (!LEFT_OUT.includes(name) && partOf(path) !== "outside") renew(path);
    });
    watcher.on("error", () => forget(folder)); // it was removed: nothing changes in it any more
    watchers.set(folder, watcher);
    foldersIn(folder).forEach(add);
  };
  /** A folder may be another one of the same name, and have got files before anybody looked. */
  const renew = (path: string): void => {
    forget(path);
    if (!isFolder(path)) return;
    try {
      add(path);
      [...watchers.keys()].filter((folder) => folder === path || folder.startsWith(`${path}${sep}`)).flatMap(filesIn).forEach(touched);
    } catch {
      // it has gone again, or the system watches no more: what was watched stays so
    }
  };
  try {
    add(root);
  } catch (error) {
    forget(root);
    throw error;
  }
  return { [Symbol.dispose]: () => forget(root) };
};
