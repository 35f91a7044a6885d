import { writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";
import type { LoadContext } from "../context.ts";
import { noteChosen } from "../helm/at-hand.ts";
import { inNamespace } from "../helm/render-chart.ts";
import { HELM_HINT, helmTemplate } from "../helm/template.ts";
import { candidatesFromValues, type ValueLayer } from "../helm/value-places.ts";
import { invalid } from "../invalid.ts";
import { allowedFields } from "../kustomize/allowed-fields.ts";
import { kustomizeBuild } from "../kustomize/build.ts";
import { itemsOf } from "../objects/flatten.ts";
import { asLayer, makeObject, specOf, type LoadedObject } from "../objects/object.ts";
import type { Shaping } from "../place/layer.ts";
import type { Base } from "../place/place-of.ts";
import { parseRendered } from "../yaml/rendered.ts";
import { idOf, isFlux } from "./kinds.ts";
import { chartOfRelease } from "./release-chart.ts";
import { releaseValues } from "./release-values.ts";
import { noteIfSuspended } from "./suspended.ts";
import { mergeValues } from "./values.ts";
import { valuesOfFiles } from "./values-files.ts";

const nameOf = (release: LoadedObject): string => {
  const { releaseName, targetNamespace } = specOf(release);
  if (typeof releaseName === "string") return releaseName;
  return typeof targetNamespace === "string" ? `${targetNamespace}-${release.name}` : release.name;
};

const noteUnknown = (release: LoadedObject, why: string, resolve: string, context: LoadContext): readonly LoadedObject[] => {
  context.unknown({ id: `flux/helmrelease/${idOf(release)}`, place: release.place, what: `What HelmRelease ${idOf(release)} runs`, why, resolve });
  return [];
};

/** Custom kinds that the tree brings or uses: charts ask for them. */
export const apiVersionsOf = (objects: readonly LoadedObject[]): readonly string[] => {
  const defined = objects.filter(({ kind }) => kind === "CustomResourceDefinition").flatMap((object) => {
    const { group, names, versions } = specOf(object);
    const kind = isRecord(names) ? String(names.kind) : "";
    return Array.isArray(versions) ? versions.flatMap((version: unknown) => (isRecord(version) ? [`${String(group)}/${String(version.name)}`, `${String(group)}/${String(version.name)}/${kind}`] : [])) : [];
  });
  const used = objects.filter(({ apiVersion }) => apiVersion.split("/")[0]?.includes(".") === true && !apiVersion.includes("k8s.io/")).flatMap(({ apiVersion, kind }) => [apiVersion, `${apiVersion}/${kind}`]);
  return [...new Set([...defined, ...used])].sort();
};

/** What is done to a release's objects afterwards, by kustomize. */
const postRender = async (texts: readonly string[], release: LoadedObject, context: LoadContext): Promise<{ readonly texts: readonly string[]; readonly outer: readonly Shaping[] }> => {
  const { postRenderers } = specOf(release);
  const steps = listOf(postRenderers).map((step) => (isRecord(step) && isRecord(step.kustomize) ? allowedFields(step.kustomize) : {}));
  let rendered = texts;
  const outer: Shaping[] = [];
  for (const [index, fields] of steps.entries()) {
    const folder = context.stage.folder();
    const file = join(folder, "release.yaml");
    writeFileSync(file, rendered.join("\n---\n"), { mode: 0o600 });
    const resources = [relative(context.stage.inTree("."), file)];
    rendered = await kustomizeBuild({ resources, components: [], fields, place: release.placeOf(["spec", "postRenderers", index]), shown: `HelmRelease ${idOf(release)}` }, context, context.signal);
    outer.unshift({ layer: asLayer(release), at: ["spec", "postRenderers", index, "kustomize"], folder: "." });
  }
  return { texts: rendered, outer };
};

const chartLayers = (path: string, { sources }: LoadContext): readonly ValueLayer[] => sources.perhapsIn(posix.join(path, "values.yaml")).slice(0, 1).map((layer) => ({ layer, at: [] }));

const objectOf = (text: string, namespace: string): readonly Readonly<Record<string, unknown>>[] => itemsOf(parseRendered(text)).map((item) => inNamespace(item.value, namespace));

const renderRelease = async (release: LoadedObject, objects: readonly LoadedObject[], apiVersions: readonly string[], root: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { targetNamespace } = specOf(release);
  noteIfSuspended(release, context);
  const namespace = typeof targetNamespace === "string" ? targetNamespace : (release.namespace ?? "default");
  const given = releaseValues(release, objects, context);
  const found = await chartOfRelease(release, objects, root, context);
  if (!("chart" in found)) return noteUnknown(release, found.why, found.resolve, context);
  const { chart, chosen } = found;
  if (chosen) noteChosen(`flux/chart-version/${idOf(release)}`, `HelmRelease ${idOf(release)}`, release.placeOf(["spec", "chart", "spec", "version"]), chosen.range, chosen.version, context);
  const files = await valuesOfFiles(release, chart, root, context);
  const values = mergeValues(files.values, given.values);
  const templated = await helmTemplate({ name: nameOf(release), namespace, chart, values, apiVersions }, context).catch((cause: unknown) => {
    if (cause instanceof DevError && cause.code === "TOOL_MISSING") return { refusal: undefined };
    throw cause;
  });
  if (!("texts" in templated)) {
    if (templated.refusal === undefined) return noteUnknown(release, "There is no helm on this machine, which would render its chart", HELM_HINT, context);
    return noteUnknown(release, `helm cannot render its chart: ${templated.refusal}`, `Render it by hand: helm template ${nameOf(release)} ${chart.path}`, context);
  }
  const { texts, outer } = await postRender(templated.texts, release, context);
  const all = [...given.layers, ...files.layers, ...(chart.in === "tree" ? chartLayers(chart.path, context) : [])];
  const base: Base = { place: release.place, candidates: (value, path) => candidatesFromValues(all, value, path) };
  const via = [...release.via, `HelmRelease ${idOf(release)}`];
  try {
    return texts.flatMap((text) => objectOf(text, namespace)).map((value) => makeObject({ value, base: () => base, shapings: () => outer, via, sources: context.sources }));
  } catch (cause) {
    throw invalid(release.place, "renders what is no YAML", { cause });
  }
};

/** What all releases run. Those that cannot be rendered offline are noted. */
export const renderReleases = async (objects: readonly LoadedObject[], root: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const releases = objects.filter((object) => isFlux("release", object));
  const apiVersions = apiVersionsOf(objects);
  const rendered = await Promise.all(releases.map((release) => renderRelease(release, objects, apiVersions, root, context)));
  return rendered.flat();
};
