import { posix } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { mergeValues } from "../flux/values.ts";
import { isInNamespace } from "../helm/scope.ts";
import { HELM_HINT, helmTemplate } from "../helm/template.ts";
import { candidatesFromValues } from "../helm/value-places.ts";
import { invalid } from "../invalid.ts";
import { itemsOf } from "../objects/flatten.ts";
import { makeObject, type LoadedObject } from "../objects/object.ts";
import { readText } from "../tree/read-text.ts";
import { parseRendered } from "../yaml/rendered.ts";

/** By which names a chart has production's values beside its own. */
const PRODUCTION_VALUES = ["values-production.yaml", "values.production.yaml", "values-prod.yaml", "values.prod.yaml"] as const;

const readValues = async (file: string, { tree, sources }: LoadContext): Promise<Readonly<Record<string, unknown>>> => {
  sources.keep(file, await readText(tree, file));
  const [document] = sources.documentsOf(file);
  if (document === undefined) return {};
  if (!isRecord(document.value)) throw invalid(document.place, "holds no values: it is no mapping");
  return document.value;
};

/** A chart by itself, with its own values, and production's where it has some beside them. */
export const readChart = async (folder: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { tree, sources } = context;
  const file = posix.join(folder, "Chart.yaml");
  const name = String((await readValues(file, context)).name ?? posix.basename(folder));
  const files = PRODUCTION_VALUES.map((one) => posix.join(folder, one)).filter((one) => tree.isFile(one));
  const own = posix.join(folder, "values.yaml");
  if (tree.isFile(own)) await readValues(own, context);
  let values: Readonly<Record<string, unknown>> = {};
  for (const one of files) values = mergeValues(values, await readValues(one, context));
  const place = { file, line: 1 };
  const unknown = (why: string, resolve: string): readonly LoadedObject[] => {
    context.unknown({ id: `helm/chart/${folder}`, place, what: `What the chart ${folder} runs`, why, resolve });
    return [];
  };
  try {
    const templated = await helmTemplate({ name, namespace: "default", chart: { in: "tree", path: folder }, values, apiVersions: [] }, context);
    if (!("texts" in templated)) return unknown(`helm cannot render it: ${templated.refusal}`, `Render it by hand: helm template ${folder}`);
    const layers = [...files.toReversed(), own].flatMap((one) => sources.documentsOf(one).slice(0, 1).map((layer) => ({ layer, at: [] })));
    return templated.texts.flatMap((text) =>
      itemsOf(parseRendered(text)).map(({ value }) => {
        const metadata = isRecord(value.metadata) ? value.metadata : {};
        const placed = metadata.namespace === undefined && isInNamespace(String(value.kind)) ? { ...value, metadata: { ...metadata, namespace: "default" } } : value;
        return makeObject({ value: placed, via: [`Helm chart ${folder}`], shapings: () => [], sources, base: () => ({ place, candidates: (rendered, path) => candidatesFromValues(layers, rendered, path) }) });
      }),
    );
  } catch (cause) {
    if (!(cause instanceof DevError) || cause.code !== "TOOL_MISSING") throw cause;
    return unknown("There is no helm on this machine, which would render it", HELM_HINT);
  }
};
