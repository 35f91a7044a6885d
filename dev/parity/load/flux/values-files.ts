import { posix } from "node:path";
import type { LoadContext } from "../context.ts";
import type { Chart } from "../helm/find-chart.ts";
import type { ValueLayer } from "../helm/value-places.ts";
import { valuesInFile } from "../helm/values-file.ts";
import { invalid } from "../invalid.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import { valueAt } from "../place/paths.ts";
import { pathHere } from "./source.ts";
import { mergeValues } from "./values.ts";

type Values = Readonly<Record<string, unknown>>;

/** Values files that a release names beside the chart's own; their paths count as the chart's does. */
export const valuesOfFiles = async (release: LoadedObject, chart: Chart, root: string, context: LoadContext): Promise<{ readonly values: Values; readonly layers: readonly ValueLayer[] }> => {
  const at = ["spec", "chart", "spec", "valuesFiles"] as const;
  const named: unknown = valueAt({ spec: specOf(release) }, at);
  const layers: ValueLayer[] = [];
  let values: Values = {};
  if (chart.in !== "tree" || !Array.isArray(named)) return { values, layers };
  for (const [index, path] of named.entries()) {
    if (typeof path !== "string") continue;
    const folder = pathHere(posix.dirname(path), context, root);
    const file = folder === undefined ? path : posix.join(folder, posix.basename(path));
    if (!context.tree.isFile(file)) {
      if (valueAt({ spec: specOf(release) }, ["spec", "chart", "spec", "ignoreMissingValuesFiles"]) === true) continue;
      throw invalid(release.placeOf([...at, index]), `names the values ${path}, and there is no such file`);
    }
    const given = await valuesInFile(file, context);
    if (!given) continue;
    values = mergeValues(values, given.values);
    layers.unshift(given.layer);
  }
  return { values, layers };
};
