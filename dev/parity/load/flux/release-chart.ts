import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { chartsAtHand, findChart, type Chart } from "../helm/find-chart.ts";
import { newestIn } from "../helm/version-range.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import { idOf, referenceOf, type Reference } from "./kinds.ts";
import { isThisTree, pathHere } from "./source.ts";
import { findMeant } from "./variables.ts";

type Found =
  /** `chosen`: a range lets the repository choose, and this is what was chosen of what is at hand. */
  | { readonly chart: Chart; readonly chosen?: { readonly range: string; readonly version: string } }
  | { readonly why: string; readonly resolve: string };

/** Versions that name one chart. */
const EXACT = /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/;

/** A repository: how it is called, and the words of `helm pull` for it. */
interface Repository {
  readonly shown: string;
  readonly pulled: string;
}

const inRange = async (name: string, range: string, context: LoadContext): Promise<Found> => {
  const atHand = await chartsAtHand(name, context);
  const version = newestIn(atHand.map((one) => one.version), range);
  const found = atHand.find((one) => one.version === version);
  if (found) return { chart: found.chart, chosen: { range, version: found.version } };
  return { why: `The version of chart ${name} is "${range}", only the repository knows which one that is, and none that fits is in this folder or in a cache of charts`, resolve: "Pin it in spec.chart.spec.version." };
};

const inRepository = async (name: string, version: string, { shown, pulled }: Repository, context: LoadContext): Promise<Found> => {
  if (!EXACT.test(version)) return inRange(name, version, context);
  const chart = await findChart(name, version, context);
  if (chart) return { chart };
  return { why: `Chart ${name} ${version} of ${shown} is neither in this folder nor in a cache of charts`, resolve: `Fetch it once: helm pull ${pulled} --version ${version} --destination ~/.cache/neotool/charts` };
};

const repositoryOf = (chart: string, source: Reference | undefined, objects: readonly LoadedObject[]): Repository => {
  if (!source) return { shown: "no repository", pulled: chart };
  const object = findMeant(source, objects);
  const url = object ? String(specOf(object).url ?? "") : "";
  const pulled = url.startsWith("oci://") ? `${url.replace(/\/$/, "")}/${chart}` : `${chart}${url === "" ? "" : ` --repo ${url}`}`;
  return { shown: `${source.kind} ${source.namespace}/${source.name}`, pulled };
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
    return inRepository(posix.basename(String(url ?? "")), tag, { shown: `OCIRepository ${idOf(object)}`, pulled: String(url ?? "") }, context);
  }
  if (!spec || typeof spec.chart !== "string") return { why: "It names no chart that is in this folder", resolve: "Give it a chart: spec.chart.spec." };
  const source = referenceOf(spec.sourceRef, template ? release : (object ?? release));
  if (!source || !["GitRepository", "Bucket"].includes(source.kind)) return inRepository(spec.chart, String(spec.version ?? "*"), repositoryOf(spec.chart, source, objects), context);
  const folder = isThisTree(source, objects, context.remotes) ? pathHere(spec.chart, context, root) : undefined;
  if (folder !== undefined && context.tree.isFile(posix.join(folder, "Chart.yaml"))) return { chart: { in: "tree", path: folder } };
  return { why: `Its chart ${spec.chart} of ${source.kind} ${source.namespace}/${source.name} is not in this folder`, resolve: "Give the folder that holds both, the top of the repository." };
};
