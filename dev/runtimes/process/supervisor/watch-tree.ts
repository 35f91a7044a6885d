import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { join, sep } from "node:path";

/** Whose thousands of files are nobody's sources. */
const LEFT_OUT: readonly string[] = ["node_modules", ".git"];

const foldersIn = (folder: string): readonly string[] => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !LEFT_OUT.includes(entry.name)).map(({ name }) => join(folder, name));
const filesIn = (folder: string): readonly string[] => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Watches a folder and all below it, each by a watcher of its own. Node's own watching of a tree forgets, on Linux, a file
 * that another one is renamed over, which is how many editors save.
 *
 * @param touched Gets the path of what may have changed, also of files of a folder that is new.
 * @throws where the system watches no more.
 */
export const watchTree = (root: string, touched: (path: string) => void): Disposable => {
  const watchers = new Map<string, FSWatcher>();
  const forget = (folder: string): void => {
    for (const [path, watcher] of watchers) {
      if (path !== folder && !path.startsWith(`${folder}${sep}`)) continue;
      watcher.close();
      watchers.delete(path);
    }
  };
  const add = (folder: string): void => {
    const watcher = watch(folder, (_event, name) => {
      if (name === null) return;
      const path = join(folder, name);
      touched(path);
      if (!LEFT_OUT.includes(name)) renew(path);
    });
    watcher.on("error", () => forget(folder)); // it was removed: nothing changes in it any more
    watchers.set(folder, watcher);
    foldersIn(folder).forEach(add);
  };
  /** A folder may be another one of the same name, and have got files before anybody looked. */
  const renew = (path: string): void => {
    if (!isFolder(path)) return forget(path);
    forget(path);
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
