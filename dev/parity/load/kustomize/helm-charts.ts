import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import type { Graph, Remote } from "./graph.ts";

const FIELDS = ["helmCharts", "helmChartInflationGenerator"] as const;

/** Charts that kustomize itself would inflate, which it does by pulling them: they are left out, and noted. */
export const withoutHelmCharts = (graph: Graph, context: LoadContext): Graph => {
  const inflated = graph.kustomizations.flatMap(({ folder, spec, document }) =>
    FIELDS.flatMap((field) => {
      const charts: unknown = spec[field];
      if (!Array.isArray(charts)) return [];
      for (const [index, chart] of charts.entries()) {
        const name = isRecord(chart) ? String(chart.name ?? chart.chartName ?? index) : String(index);
        context.unknown({
          id: `kustomize/helm/${folder}/${name}`,
          place: document.placeOf([field, index]),
          what: `What the chart ${name} renders`,
          why: "kustomize would inflate it, for which it goes to the network",
          resolve: "Declare it as a HelmRelease with a chart in the repository, or keep what it renders beside the kustomization.",
        });
      }
      return [{ folder, path: [field], url: field, place: document.placeOf([field]) } satisfies Remote];
    }),
  );
  return { ...graph, remotes: [...graph.remotes, ...inflated] };
};
