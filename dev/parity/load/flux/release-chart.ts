import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { chartAtHand, type Reason, type Repository } from "../helm/at-hand.ts";
import type { Chart } from "../helm/find-chart.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import { idOf, referenceOf, type Reference } from "./kinds.ts";
import { isThisTree, pathHere } from "./source.ts";
import { findMeant } from "./variables.ts";

/** `range`: what let the repository choose, where something did. */
type Found = { readonly chart: Chart; readonly chosen?: { readonly range: string; readonly version: string } } | Reason;

const inRepository = async (name: string, range: string, repository: Repository, context: LoadContext): Promise<Found> => {
  const found = await chartAtHand(name, range, repository, context);
  if (!("chart" in found)) return found;
  return found.isChosen ? { chart: found.chart, chosen: { range, version: found.version } } : { chart: found.chart };
};

const repositoryOf = (source: Reference | undefined, objects: readonly LoadedObject[]): Repository => {
  if (!source) return { shown: "no repository", url: undefined };
  const object = findMeant(source, objects);
  return { shown: `${source.kind} ${source.namespace}/${source.name}`, url: object ? String(specOf(object).url ?? "") : undefined };
};

/** The chart of a release, where it is at hand. */
export const chartOfRelease = async (release: LoadedObject, objects: readonly LoadedObject[], root: string, context: LoadContext): Promise<Found> => {
  const { chart, chartRef } = specOf(release);
  const template = isRecord(chart) && isRecord(chart.spec) ? chart.spec : undefined;
  const referred = referenceOf(chartRef, release);
  const object = referred && findMeant(referred, objects);
  const spec = template ?? (object?.kind === "HelmChart" ? specOf(object) : undefined);
  if (object?.kind === "OCIRepository") {
    const { url, ref } = specOf(object);
    const said = isRecord(ref) ? (ref.tag ?? ref.semver) : undefined;
    const tag = typeof said === "string" ? said : "latest";
    return inRepository(posix.basename(String(url ?? "")), tag, { shown: `OCIRepository ${idOf(object)}`, url: String(url ?? "") }, context);
  }
  if (!spec || typeof spec.chart !== "string") return { why: "It names no chart that is in this folder", resolve: "Give it a chart: spec.chart.spec." };
  const source = referenceOf(spec.sourceRef, template ? release : (object ?? release));
  if (!source || !["GitRepository", "Bucket"].includes(source.kind)) return inRepository(spec.chart, String(spec.version ?? "*"), repositoryOf(source, objects), context);
  const folder = isThisTree(source, objects, context.remotes) ? pathHere(spec.chart, context, root) : undefined;
  if (folder !== undefined && context.tree.isFile(posix.join(folder, "Chart.yaml"))) return { chart: { in: "tree", path: folder } };
  return { why: `Its chart ${spec.chart} of ${source.kind} ${source.namespace}/${source.name} is not in this folder`, resolve: "Give the folder that holds both, the top of the repository." };
};
