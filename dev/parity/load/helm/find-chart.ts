import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { valueAt } from "../place/paths.ts";
import type { LoadContext } from "../context.ts";
import { readText } from "../tree/read-text.ts";

/** A chart that is at hand: a folder or an archive, of the tree or outside. */
export type Chart = { readonly in: "tree"; readonly path: string } | { readonly in: "cache"; readonly path: string };

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

/** A chart that is at hand, and which version of it. */
export interface ChartAtHand {
  readonly chart: Chart;
  readonly version: string;
}

const versionIn = async (context: LoadContext, file: string, name: string): Promise<string | undefined> => {
  context.sources.keep(file, await readText(context.tree, file));
  const value: unknown = context.sources.documentsOf(file)[0]?.value;
  return isRecord(value) && valueAt(value, ["name"]) === name ? String(valueAt(value, ["version"])) : undefined;
};

/** What stands behind the name in an archive's: a version begins with a number, another chart's name does not. */
const versionOfArchive = (path: string, name: string): string | undefined => {
  const [, version] = /^(v?\d.*)\.tgz$/.exec(posix.basename(path).startsWith(`${name}-`) ? posix.basename(path).slice(name.length + 1) : "") ?? [];
  return version;
};

const namesIn = async (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []); // most machines have few of these caches

/** All versions of a chart that are at hand: in the tree first. */
export const chartsAtHand = async (name: string, context: LoadContext): Promise<readonly ChartAtHand[]> => {
  const called = posix.basename(name); // repositories may have folders, caches have none
  const found: ChartAtHand[] = [];
  const archive = (chart: Chart): void => {
    const version = versionOfArchive(chart.path, called);
    if (version !== undefined) found.push({ chart, version });
  };
  for (const file of context.tree.files) {
    if (file.endsWith(".tgz")) archive({ in: "tree", path: file });
    if (posix.basename(file) !== "Chart.yaml") continue;
    const version = await versionIn(context, file, called);
    if (version !== undefined) found.push({ chart: { in: "tree", path: posix.dirname(file) }, version });
  }
  for (const folder of context.chartCaches) for (const file of await namesIn(folder)) archive({ in: "cache", path: join(folder, file) });
  return found;
};
