import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { invalid } from "../invalid.ts";
import type { Sources } from "../place/sources.ts";
import type { Path, Place } from "../production.ts";
import { readText } from "../tree/read-text.ts";
import type { Link, Tree } from "../tree/tree.ts";
import type { SourceDocument } from "../yaml/source-document.ts";
import { isRemote, KUSTOMIZATION_FILES, referencesOf, type Reference } from "./references.ts";

/** A folder with a kustomization in it. */
export interface Kustomization {
  readonly folder: string;
  readonly file: string;
  readonly document: SourceDocument;
  readonly spec: Readonly<Record<string, unknown>>;
  /** What it is made of and the tree has: files, and folders of others. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
}

export interface Remote {
  readonly folder: string;
  readonly path: Path;
  readonly url: string;
  readonly place: Place;
}

/** Everything that rendering needs, and what of it is not in the tree. */
export interface Graph {
  readonly kustomizations: readonly Kustomization[];
  /** Besides their own files. */
  readonly files: readonly string[];
  /** By which folders are taken. */
  readonly links: readonly Link[];
  readonly remotes: readonly Remote[];
}

export const kustomizationIn = (tree: Tree, folder: string): string | undefined => KUSTOMIZATION_FILES.map((name) => posix.join(folder, name)).find((path) => tree.isFile(path));

/** While its parts are still being found. */
interface Reading extends Kustomization {
  readonly resources: string[];
  readonly components: string[];
}

const RESOURCES: readonly unknown[] = ["resources", "bases"];

const isAbove = (path: string): boolean => path === ".." || path.startsWith("../") || posix.isAbsolute(path);

const ABOVE = "Give the folder that holds both.";

/** Follows a kustomization to everything that it is made of. @throws {DevError} `MANIFESTS_INVALID` for a cycle, or what is missing */
export const kustomizeGraph = async (tree: Tree, sources: Sources, starts: readonly string[]): Promise<Graph> => {
  const known = new Map<string, Kustomization>();
  const files = new Set<string>();
  const links = new Map<string, Link>();
  const remotes: Remote[] = [];

  const read = async (folder: string, file: string): Promise<Reading> => {
    const text = await readText(tree, file);
    sources.keep(file, text);
    const [document] = sources.documentsOf(file);
    if (!document || !isRecord(document.value)) throw invalid({ file, line: 1 }, "is no kustomization, but " + (document ? "a value" : "empty"));
    return { folder, file, document, spec: document.value, resources: [], components: [] };
  };

  const check = ({ document }: Kustomization, { path, text }: Reference, target: string): void => {
    const place = document.placeOf(path);
    if (isAbove(target)) throw invalid(place, `takes ${text}, which is above the folder that was given`, { hint: ABOVE });
    const left = tree.leavesBy(target);
    if (left) throw invalid(place, `takes ${text}: ${left.link} is a link that leads out of the folder, to ${left.target}`, { hint: ABOVE });
  };

  const visit = async (folder: string, file: string, above: readonly string[]): Promise<void> => {
    if (known.has(folder)) return;
    const one = await read(folder, file);
    known.set(folder, one);
    for (const reference of referencesOf(one.spec)) {
      const { path, text, kind } = reference;
      const target = posix.normalize(posix.join(folder, text)).replace(/(.)\/$/, "$1");
      const isThere = tree.isFile(target) || tree.isFolder(target);
      if (!isThere && isRemote(text)) {
        remotes.push({ folder, path, url: text, place: one.document.placeOf(path) });
        continue;
      }
      check(one, reference, target);
      // As kustomize does: what a folder takes is counted from where it really is, and not from a link to it.
      const followed = tree.isFolder(target) ? tree.follow(target) : { path: target, links: [] };
      for (const link of followed.links) links.set(link.path, link);
      if (RESOURCES.includes(path[0])) one.resources.push(followed.path);
      if (path[0] === "components") one.components.push(followed.path);
      if (tree.isFile(target)) {
        files.add(target);
        continue;
      }
      const place = one.document.placeOf(path);
      if (!isThere || kind === "file") throw invalid(place, `takes ${text}, and there is no ${kind === "file" ? "such file" : target}`);
      const inner = kustomizationIn(tree, followed.path);
      if (inner === undefined) throw invalid(place, `takes ${text}, and ${target} has no kustomization.yaml`);
      const trail = [...above, folder];
      if (trail.includes(followed.path)) throw invalid(place, `leads back to itself: ${[...trail.slice(trail.indexOf(followed.path)), followed.path].join(" → ")}`);
      await visit(followed.path, inner, trail);
    }
  };

  for (const folder of starts) {
    const file = kustomizationIn(tree, folder);
    if (file !== undefined) await visit(folder, file, []);
  }
  return { kustomizations: [...known.values()], files: [...files], links: [...links.values()], remotes };
};
