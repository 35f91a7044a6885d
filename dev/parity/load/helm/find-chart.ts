import { access } from "node:fs/promises";
import { join, posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { valueAt } from "../place/paths.ts";
import type { LoadContext } from "../context.ts";
import { readText } from "../tree/read-text.ts";

/** A chart that is at hand: a folder or an archive, of the tree or outside. */
export type Chart = { readonly in: "tree"; readonly path: string } | { readonly in: "cache"; readonly path: string };

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Where Helm keeps what it has pulled, and where neotool would look besides. */
export const chartCachesOf = (env: Readonly<Record<string, string | undefined>>, cache: string): readonly string[] => {
  const home = env.HOME ?? "";
  const caches = [
    env.HELM_REPOSITORY_CACHE,
    env.HELM_CACHE_HOME && join(env.HELM_CACHE_HOME, "repository"),
    env.XDG_CACHE_HOME && join(env.XDG_CACHE_HOME, "helm", "repository"),
    home && join(home, ".cache", "helm", "repository"),
    home && join(home, "Library", "Caches", "helm", "repository"),
    join(cache, "charts"),
  ];
  return [...new Set(caches.flatMap((path) => (path === undefined || path === "" ? [] : [path])))];
};

const isOf = async (context: LoadContext, file: string, name: string, version: string): Promise<boolean> => {
  context.sources.keep(file, await readText(context.tree, file));
  const value: unknown = context.sources.documentsOf(file)[0]?.value;
  return isRecord(value) && valueAt(value, ["name"]) === name && String(valueAt(value, ["version"])) === version;
};

/** A chart of a repository, in just that version. `undefined` where it is not at hand. */
export const findChart = async (name: string, version: string, context: LoadContext): Promise<Chart | undefined> => {
  const archive = `${posix.basename(name)}-${version}.tgz`; // repositories may have folders, caches have none
  const inTree = context.tree.files.find((file) => posix.basename(file) === archive);
  if (inTree !== undefined) return { in: "tree", path: inTree };
  for (const file of context.tree.files.filter((path) => posix.basename(path) === "Chart.yaml")) {
    if (await isOf(context, file, posix.basename(name), version)) return { in: "tree", path: posix.dirname(file) };
  }
  const cached = context.chartCaches.map((folder) => join(folder, archive));
  const found = await Promise.all(cached.map(exists));
  const path = cached.find((_, index) => found[index]);
  return path === undefined ? undefined : { in: "cache", path };
};
