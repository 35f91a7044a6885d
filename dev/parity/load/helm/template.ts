import { join } from "node:path";
import { stringify } from "yaml";
import { run } from "../../../platform/run.ts";
import type { LoadContext } from "../context.ts";
import { putFile } from "../kustomize/put-on-stage.ts";
import { LIMITS } from "../limits.ts";
import { isBelow } from "../tree/names.ts";
import { splitRendered } from "../yaml/rendered.ts";
import type { Chart } from "./find-chart.ts";

export const HELM_HINT = "Put helm 3 on PATH, or let neotool compile one for itself: neotool dev setup --parity";

interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly chart: Chart;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the cluster knows besides Kubernetes' own: `monitoring.coreos.com/v1`. */
  readonly apiVersions: readonly string[];
}

export type Templated = { readonly texts: readonly string[] } | { readonly refusal: string };

/** A name that looks like an option would be one. */
export const isReleaseName = (name: string): boolean => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name);

/** Puts a chart of the tree on the stage. @returns Where helm finds it. */
export const placeChart = async (chart: Chart, { tree, sources, stage }: LoadContext): Promise<string> => {
  if (chart.in === "cache") return chart.path;
  const files = tree.isFile(chart.path) ? [chart.path] : tree.files.filter((file) => isBelow(file, chart.path));
  await Promise.all(files.map((file) => (tree.isFile(chart.path) || !/\.ya?ml$/.test(file) || file.includes("/templates/") ? stage.put(file, () => tree.read(file)) : putFile(file, tree, sources, stage))));
  return stage.inTree(chart.path);
};

/**
 * Renders a release with helm itself, which gets no network, no plug-ins and nobody's settings. Values go to its stdin: they
 * may be secrets.
 *
 * @throws {DevError} `TOOL_MISSING` without helm
 */
export const helmTemplate = async ({ name, namespace, chart, values, apiVersions }: Release, context: LoadContext): Promise<Templated> => {
  if (!isReleaseName(name)) return { refusal: `"${name}" is no name for a release` };
  const { stage, pool, signal } = context;
  const [program, path] = await Promise.all([context.helm(), placeChart(chart, context)]);
  const own = stage.folder();
  const env = { HELM_CACHE_HOME: join(own, "cache"), HELM_CONFIG_HOME: join(own, "config"), HELM_DATA_HOME: join(own, "data"), HELM_PLUGINS: join(own, "plugins"), KUBECONFIG: join(own, "none"), HELM_NO_PLUGINS: "1" };
  const known = apiVersions.flatMap((version) => ["--api-versions", version]);
  const limit = AbortSignal.timeout(LIMITS.renderMs);
  try {
    const ended = await pool(() => run(program, ["template", "--namespace", namespace, "--skip-tests", "--values", "-", ...known, "--", name, path], { hint: HELM_HINT, signal: AbortSignal.any([signal, limit]), input: stringify(values), env }));
    if (ended.exitCode === 0) return { texts: splitRendered(ended.stdout) };
    const lines = stage.clean(ended.stderr).split("\n").filter((line) => line.trim() !== "");
    return { refusal: (lines.find((line) => line.startsWith("Error:")) ?? lines.at(-1) ?? `helm ended with ${ended.exitCode}`).replace(/^Error: /, "") };
  } catch (cause) {
    if (signal.aborted || !limit.aborted) throw cause;
    return { refusal: `helm did not end within ${LIMITS.renderMs / 1000} s` };
  }
};
