import { posix } from "node:path";
import { listOf } from "../../../platform/list-of.ts";
import type { LoadContext } from "../context.ts";
import { chartsIn } from "./charts.ts";
import { readText } from "../tree/read-text.ts";
import type { Graph, Kustomization, Remote } from "./graph.ts";

const PLUGINS = ["generators", "transformers", "validators"] as const;

const BUILT_IN = /^apiVersion:\s*["']?builtin["']?\s*$/m;
/** Files that nobody has looked at: they may be anywhere. */
const READS_MORE = /^["']?(?:paths?|files|envs?|chartHome|valuesFile)["']?\s*:|^kind:\s*["']?Helm/m;

/** Programs of others that kustomize would run: only what is built in is. */
const plugins = async ({ folder, spec, document }: Kustomization, context: LoadContext): Promise<readonly Remote[]> => {
  const found: Remote[] = [];
  for (const field of PLUGINS) {
    for (const [index, entry] of listOf(spec[field]).entries()) {
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

/** A graph without what would run programs or go to the network, which is noted; `helm` is what inflates the charts that stay in it. */
export const withoutOutside = async (graph: Graph, context: LoadContext): Promise<{ readonly graph: Graph; readonly helm: string | undefined }> => {
  const [programs, charts] = await Promise.all([Promise.all(graph.kustomizations.map((one) => plugins(one, context))), Promise.all(graph.kustomizations.map((one) => chartsIn(one, context)))]);
  return { graph: { ...graph, remotes: [...graph.remotes, ...programs.flat(), ...charts.flatMap(({ cut }) => cut)] }, helm: charts.find((one) => one.helm !== undefined)?.helm };
};
