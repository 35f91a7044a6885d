import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { readText } from "../tree/read-text.ts";
import type { Graph, Kustomization, Remote } from "./graph.ts";

const CHARTS = ["helmCharts", "helmChartInflationGenerator"] as const;
const PLUGINS = ["generators", "transformers", "validators"] as const;

/** Charts that kustomize itself would inflate, which it does by pulling them. */
const charts = ({ folder, spec, document }: Kustomization, context: LoadContext): readonly Remote[] =>
  CHARTS.flatMap((field) => {
    const list: unknown = spec[field];
    if (!Array.isArray(list)) return [];
    for (const [index, chart] of list.entries()) {
      const name = isRecord(chart) ? String(chart.name ?? chart.chartName ?? index) : String(index);
      context.unknown({
        id: `kustomize/helm/${folder}/${name}`,
        place: document.placeOf([field, index]),
        what: `What the chart ${name} renders`,
        why: "kustomize would inflate it, for which it goes to the network",
        resolve: "Declare it as a HelmRelease with a chart in the repository, or keep what it renders beside the kustomization.",
      });
    }
    return [{ folder, path: [field], url: field, place: document.placeOf([field]) }];
  });

const BUILT_IN = /^apiVersion:\s*["']?builtin["']?\s*$/m;
/** Files that nobody has looked at: they may be anywhere. */
const READS_MORE = /^["']?(?:paths?|files|envs?|chartHome|valuesFile)["']?\s*:|^kind:\s*["']?Helm/m;

/** Programs of others that kustomize would run: only what is built in is. */
const plugins = async ({ folder, spec, document }: Kustomization, context: LoadContext): Promise<readonly Remote[]> => {
  const found: Remote[] = [];
  for (const field of PLUGINS) {
    for (const [index, entry] of (Array.isArray(spec[field]) ? spec[field] : []).entries()) {
      if (typeof entry !== "string") continue;
      const file = posix.join(folder, entry);
      const text = entry.includes("\n") ? entry : context.tree.isFile(file) ? await readText(context.tree, file) : "apiVersion: builtin";
      if (BUILT_IN.test(text) && !READS_MORE.test(text)) continue;
      const place = document.placeOf([field, index]);
      context.unknown({ id: `kustomize/plugin/${folder}/${field}/${index}`, place, what: `What a plug-in of ${document.place.file} does`, why: "It is a program of its own, or reads files by itself, and neither is done", resolve: "Keep what it makes beside the kustomization." });
      found.push({ folder, path: [field, index], url: entry, place });
    }
  }
  return found;
};

/** A graph without what would run programs or go to the network, which is noted. */
export const withoutOutside = async (graph: Graph, context: LoadContext): Promise<Graph> => {
  const cut = await Promise.all(graph.kustomizations.map(async (one) => [...(await plugins(one, context)), ...charts(one, context)]));
  return { ...graph, remotes: [...graph.remotes, ...cut.flat()] };
};
