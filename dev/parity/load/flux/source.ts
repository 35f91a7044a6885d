import { basename, posix } from "node:path";
import type { LoadContext } from "../context.ts";
import { specOf } from "../objects/object.ts";
import type { ProductionObject } from "../production.ts";
import { normalPath } from "../tree/names.ts";
import type { Tree } from "../tree/tree.ts";
import { isFlux, isMeant, type Reference } from "./kinds.ts";

/** As `flux bootstrap` names the repository that it is in. */
const BOOTSTRAPPED = "flux-system";

/** One repository has many URLs: only its host and path count. */
export const normalUrl = (url: string): string =>
  url
    .trim()
    .replace(/^([\w.-]+@)?([\w.-]+):(?!\/\/|\d+\/)/, "ssh://$2/")
    .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, "")
    .replace(/^([^/:]+):\d+\//, "$1/")
    .replace(/\.git\/?$|\/$/, "")
    .toLowerCase();

/** Whether a source is the very tree that is read. By URL where that can be told, else by what is usual. */
export const isThisTree = (reference: Reference, objects: readonly ProductionObject[], remotes: readonly string[]): boolean => {
  if (reference.kind !== "GitRepository") return false;
  const repositories = objects.filter((object) => isFlux("git", object));
  const own = new Set(remotes.map(normalUrl));
  const isOwn = (object: ProductionObject): boolean => own.has(normalUrl(String(specOf(object).url ?? "")));
  const found = repositories.find(isMeant(reference));
  if (found && isOwn(found)) return true;
  if (repositories.some(isOwn)) return false;
  return reference.name === BOOTSTRAPPED || (found !== undefined && repositories.length === 1);
};

/** A path of Flux, which counts from the top of its repository, as one of the tree, which may be a folder of it. */
export const pathHere = (path: string, { tree, prefix }: Pick<LoadContext, "tree" | "prefix">, root: string): string | undefined => {
  const full = normalPath(posix.join(".", path.replace(/^\/+/, "")));
  const names = [prefix.replace(/\/$/, ""), basename(root)].filter((name) => name !== "");
  const candidates = [full, ...names.flatMap((name) => (full === name ? ["."] : full.startsWith(`${name}/`) ? [full.slice(name.length + 1)] : []))];
  return candidates.find((one) => isThere(tree, one));
};

const isThere = (tree: Tree, path: string): boolean => path !== ".." && !path.startsWith("../") && tree.isFolder(path);
