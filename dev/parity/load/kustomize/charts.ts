import { posix } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import { wordOf } from "../../../platform/word-of.ts";
import type { LoadContext } from "../context.ts";
import { HELM_HINT, isReleaseName, placeChart } from "../helm/template.ts";
import { valueAt } from "../place/paths.ts";
import { normalPath } from "../tree/names.ts";
import type { Kustomization, Remote } from "./graph.ts";
import { putFile } from "./put-on-stage.ts";

type Chart = Readonly<Record<string, unknown>>;

/** What of a kustomization's charts is left out, and what inflates the rest. */
export interface Inflated {
  readonly cut: readonly Remote[];
  readonly helm: string | undefined;
}

interface Reason {
  readonly why: string;
  readonly resolve: string;
}

const KEEP = "Declare it as a HelmRelease with a chart in the repository, or keep what it renders beside the kustomization.";

const nameOf = (chart: unknown, index: number): string => (isRecord(chart) ? (wordOf(chart.name) ?? wordOf(chart.chartName) ?? String(index)) : String(index));

/** Where kustomize looks before it pulls: one that it would pull has its version in the folder's name. */
const folderOf = ({ folder, spec }: Kustomization, { name, version, repo }: Chart): string => {
  const home = wordOf(valueAt(spec, ["helmGlobals", "chartHome"])) ?? "charts";
  return normalPath(posix.join(folder, home, ...(repo !== undefined && version !== undefined ? [`${String(name)}-${String(version)}`] : []), String(name)));
};

const valuesFiles = ({ valuesFile, additionalValuesFiles }: Chart): readonly string[] => [...(wordOf(valuesFile) === undefined ? [] : [String(valuesFile)]), ...(Array.isArray(additionalValuesFiles) ? additionalValuesFiles.map(String) : [])];

/** Why a chart is not inflated; `undefined`: all that it needs is in the tree. */
const obstacle = (one: Kustomization, chart: unknown, { tree }: LoadContext): Reason | undefined => {
  if (!isRecord(chart)) return { why: "It is no mapping", resolve: "Give it a name." };
  const at = folderOf(one, chart);
  const release = wordOf(chart.releaseName);
  if (!tree.isFile(posix.join(at, "Chart.yaml"))) return { why: "kustomize would pull it, for which it goes to the network", resolve: `Keep the chart in ${at}. ${KEEP}` };
  if (valueAt(one.spec, ["helmGlobals", "configHome"]) !== undefined || posix.isAbsolute(wordOf(valueAt(one.spec, ["helmGlobals", "chartHome"])) ?? "")) return { why: "Its kustomization takes helm's own configuration, or its charts, from elsewhere", resolve: KEEP };
  if (release !== undefined && !isReleaseName(release)) return { why: `"${release}" is no name for a release`, resolve: "Give it another one." };
  const lacking = valuesFiles(chart).find((file) => !tree.isFile(normalPath(posix.join(one.folder, file))));
  return lacking === undefined ? undefined : { why: `Its values ${lacking} are not in this folder`, resolve: "Put them beside the kustomization." };
};

const helmIfThere = async (context: LoadContext): Promise<string | undefined> => {
  try {
    return await context.helm();
  } catch (error) {
    if (error instanceof DevError && error.code === "TOOL_MISSING") return undefined;
    throw error;
  }
};

const place = async (one: Kustomization, chart: Chart, context: LoadContext): Promise<void> => {
  const { tree, sources, stage } = context;
  await placeChart({ in: "tree", path: folderOf(one, chart) }, context);
  await Promise.all(valuesFiles(chart).map((file) => putFile(normalPath(posix.join(one.folder, file)), tree, sources, stage)));
};

/** Charts in a kustomization: those of the tree are put on the stage, for kustomize to have them inflated; the others are noted and left out. */
export const chartsIn = async (one: Kustomization, context: LoadContext): Promise<Inflated> => {
  const { folder, spec, document } = one;
  const cut: Remote[] = [];
  const leaveOut = (field: string, index: number, name: string, { why, resolve }: Reason): void => {
    const at = document.placeOf([field, index]);
    context.unknown({ id: `kustomize/helm/${folder}/${name}`, place: at, what: `What the chart ${name} renders`, why, resolve });
    cut.push({ folder, path: [field, index], url: name, place: at });
  };
  for (const [index, chart] of listOf(spec.helmChartInflationGenerator).entries()) {
    leaveOut("helmChartInflationGenerator", index, nameOf(chart, index), { why: "It is declared in a form that kustomize has given up", resolve: "Declare it among helmCharts." });
  }
  let helm: string | undefined;
  for (const [index, chart] of listOf(spec.helmCharts).entries()) {
    const reason = obstacle(one, chart, context);
    helm ??= reason ? undefined : await helmIfThere(context);
    if (reason) leaveOut("helmCharts", index, nameOf(chart, index), reason);
    else if (helm === undefined) leaveOut("helmCharts", index, nameOf(chart, index), { why: "There is no helm on this machine, which would render it", resolve: HELM_HINT });
    else if (isRecord(chart)) await place(one, chart, context);
  }
  return { cut, helm };
};
