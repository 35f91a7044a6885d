import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/**
 * A private folder with a copy of what is rendered, and of nothing else: programs see only what was looked at before, the
 * tree is never written to, and a commit's files have a place to be.
 */
export interface Stage extends AsyncDisposable {
  readonly path: string;
  /** Where a file of the tree is, or will be, on the stage. */
  inTree(path: string): string;
  /** Puts a file of the tree there; the same one only once. */
  put(path: string, content: () => Promise<Buffer | string>): Promise<void>;
  /** Lets a path of the tree lead to one of its folders; once for all that take it. */
  link(path: string, folder: string): void;
  /** A folder of its own beside the tree. */
  folder(): string;
  /** A text without the stage's own path. */
  clean(text: string): string;
}

export const createStage = async (): Promise<Stage> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), "neotool-parity-")));
  const made = new Map<string, Promise<void>>();
  const there = new Set<string>();
  let folders = 0;
  let isGone = false;
  const makeFolder = (folder: string): void => {
    // Whoever comes late, behind a failure of another one, must not make it again.
    if (isGone) throw new Error("the stage is gone");
    if (there.has(folder)) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    there.add(folder);
  };
  const inTree = (file: string): string => join(path, "tree", file);
  const write = async (file: string, content: () => Promise<Buffer | string>): Promise<void> => {
    const target = inTree(file);
    const bytes = await content();
    makeFolder(dirname(target));
    writeFileSync(target, bytes, { mode: 0o600 }); // as a tree is read: many small files
  };
  return {
    path,
    inTree,
    put: (file, content) => {
      const known = made.get(file) ?? write(file, content);
      made.set(file, known);
      return known;
    },
    link: (from, to) => {
      if (there.has(inTree(from))) return;
      makeFolder(inTree(to));
      makeFolder(dirname(inTree(from)));
      symlinkSync(relative(dirname(inTree(from)), inTree(to)), inTree(from));
      there.add(inTree(from));
    },
    folder: () => {
      folders += 1;
      const folder = join(path, "beside", String(folders));
      makeFolder(folder);
      return folder;
    },
    // Relative ones as well: kustomize names files from where it was started.
    clean: (text) => text.replaceAll(`${path}/tree/`, "").replaceAll(/(\.\.\/)+tree\//g, "").replaceAll(`${path}/tree`, ".").replaceAll(path, "."),
    [Symbol.asyncDispose]: () => {
      isGone = true;
      return rm(path, { recursive: true, force: true });
    },
  };
};
