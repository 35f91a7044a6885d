import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import { wordOf } from "../../../platform/word-of.ts";
import type { LoadContext } from "../context.ts";
import { idOf } from "../flux/kinds.ts";
import { mergeValues, putValue } from "../flux/values.ts";
import { chartAtHand, noteChosen, type AtHand } from "../helm/at-hand.ts";
import { renderChart } from "../helm/render-chart.ts";
import type { ValueLayer } from "../helm/value-places.ts";
import { valuesInText } from "../helm/values-text.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";

const isOf = (kind: "HelmChart" | "HelmChartConfig", object: LoadedObject): boolean => object.kind === kind && object.apiVersion.startsWith("helm.cattle.io/");


/** A chart that stands in the object itself, packed. */
const packed = async (object: LoadedObject, content: string, { stage }: LoadContext): Promise<AtHand> => {
  const path = `.k3s/${object.namespace ?? "default"}-${object.name}.tgz`; // beside everything of the tree, which has no such folder
  await stage.put(path, async () => Buffer.from(content, "base64"));
  return { chart: { in: "cache", path: stage.inTree(path) }, version: "its own", isChosen: false };
};

/** By an address: an archive of that name in the tree is it, since K3s serves its static charts from there. */
const addressed = (address: string, { tree }: LoadContext): AtHand => {
  const name = posix.basename(address.replace(/\?.*$/, ""));
  const path = tree.files.find((file) => posix.basename(file) === name);
  return path === undefined ? { why: `The chart ${address} is not in this folder, and nothing is fetched`, resolve: `Put ${name} into the repository.` } : { chart: { in: "tree", path }, version: name, isChosen: false };
};

const chartOf = async (object: LoadedObject, context: LoadContext): Promise<AtHand> => {
  const { chart, chartContent, version, repo } = specOf(object);
  const content = wordOf(chartContent);
  if (content !== undefined) return packed(object, content, context);
  const name = wordOf(chart);
  if (name === undefined) return { why: "It names no chart", resolve: "Give it one: spec.chart." };
  if (/^https?:\/\/.*\.tgz/.test(name)) return addressed(name, context);
  return chartAtHand(name, version === undefined ? "*" : String(version), { url: name.startsWith("oci://") ? name : wordOf(repo) }, context);
};

/** What its controller hands to helm: its own values, those of a HelmChartConfig of its name, then what is set one by one. */
const valuesOf = (object: LoadedObject, objects: readonly LoadedObject[]): { readonly values: Readonly<Record<string, unknown>>; readonly layers: readonly ValueLayer[] } => {
  const holders = [object, ...objects.filter((one) => isOf("HelmChartConfig", one) && idOf(one) === idOf(object))];
  const read = holders.flatMap((one) => {
    const content = wordOf(specOf(one).valuesContent);
    return content === undefined ? [] : [valuesInText(content, ["spec", "valuesContent"], `${one.kind} ${idOf(one)}`, one)];
  });
  const { set } = specOf(object);
  // A text stays one, but for the words that helm knows.
  const single = Object.entries(isRecord(set) ? set : {}).map(([key, value]) => [key, typeof value === "string" && !/^(true|false|null)$/.test(value) ? `"${value}"` : String(value)] as const);
  const merged = read.reduce<Readonly<Record<string, unknown>>>((under, { values }) => mergeValues(under, values), {});
  return { values: single.reduce((under, [key, value]) => putValue(under, key, value), merged), layers: read.toReversed().flatMap(({ layer }) => (layer ? [{ layer, at: [] }] : [])) };
};

/** Charts that K3s' own controller installs. Those that cannot be rendered offline are noted. */
export const k3sCharts = async (objects: readonly LoadedObject[], apiVersions: readonly string[], context: LoadContext): Promise<readonly LoadedObject[]> => {
  const render = async (object: LoadedObject): Promise<readonly LoadedObject[]> => {
    const shown = `HelmChart ${idOf(object)}`;
    const note = (why: string, resolve: string): readonly LoadedObject[] => {
      context.unknown({ id: `brought/helmchart/${idOf(object)}`, place: object.place, what: `What ${shown} brings`, why, resolve });
      return [];
    };
    const found = await chartOf(object, context);
    if (!("chart" in found)) return note(found.why, found.resolve);
    const { targetNamespace, version } = specOf(object);
    const namespace = wordOf(targetNamespace) ?? object.namespace ?? "default";
    const rendered = await renderChart({ name: object.name, namespace, chart: found.chart, ...valuesOf(object, objects), apiVersions, place: object.place, via: [...object.via, shown] }, context);
    if ("why" in rendered) return note(rendered.why, rendered.resolve);
    if (found.isChosen) noteChosen(`brought/chart-version/${idOf(object)}`, shown, object.placeOf(["spec", "version"]), version === undefined ? "*" : String(version), found.version, context);
    return rendered;
  };
  return (await Promise.all(objects.filter((object) => isOf("HelmChart", object)).map(render))).flat();
};
