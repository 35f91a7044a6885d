import { DevError } from "../../../errors/dev-error.ts";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { itemsOf } from "../objects/flatten.ts";
import { makeObject, type LoadedObject } from "../objects/object.ts";
import type { Place } from "../production.ts";
import { parseRendered } from "../yaml/rendered.ts";
import type { Reason } from "./at-hand.ts";
import type { Chart } from "./find-chart.ts";
import { isInNamespace } from "./scope.ts";
import { HELM_HINT, helmTemplate } from "./template.ts";
import { candidatesFromValues, type ValueLayer } from "./value-places.ts";

/** A chart that somebody has installed. */
export interface Installed {
  readonly name: string;
  readonly namespace: string;
  readonly chart: Chart;
  readonly values: Readonly<Record<string, unknown>>;
  /** Where the values stand, the strongest first. */
  readonly layers: readonly ValueLayer[];
  readonly apiVersions: readonly string[];
  readonly place: Place;
  readonly via: readonly string[];
}

/** An object as it comes into a cluster by who names a namespace for all that have none. */
export const inNamespace = (value: Readonly<Record<string, unknown>>, namespace: string): Readonly<Record<string, unknown>> => {
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  return metadata.namespace !== undefined || !isInNamespace(String(value.kind)) ? value : { ...value, metadata: { ...metadata, namespace } };
};

/** What it brings, by helm itself; or why that cannot be told here. @throws {DevError} `MANIFESTS_INVALID` */
export const renderChart = async ({ name, namespace, chart, values, layers, apiVersions, place, via }: Installed, context: LoadContext): Promise<readonly LoadedObject[] | Reason> => {
  const templated = await helmTemplate({ name, namespace, chart, values, apiVersions }, context).catch((cause: unknown) => {
    if (cause instanceof DevError && cause.code === "TOOL_MISSING") return undefined;
    throw cause;
  });
  if (!templated) return { why: "There is no helm on this machine, which would render its chart", resolve: HELM_HINT };
  if (!("texts" in templated)) return { why: `helm cannot render its chart: ${templated.refusal}`, resolve: `Render it by hand: helm template ${name} ${chart.path}` };
  try {
    return templated.texts.flatMap((text) =>
      itemsOf(parseRendered(text)).map((item) =>
        makeObject({ value: inNamespace(item.value, namespace), via, sources: context.sources, shapings: () => [], base: () => ({ place, candidates: (rendered, path) => candidatesFromValues(layers, rendered, path) }) }),
      ),
    );
  } catch (cause) {
    throw invalid(place, "renders what is no YAML", { cause });
  }
};
