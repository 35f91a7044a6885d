import { writeFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { stringify } from "yaml";
import { DevError } from "../../../errors/dev-error.ts";
import { programVersion } from "../../../platform/cluster-programs.ts";
import { run } from "../../../platform/run.ts";
import { isAtLeast } from "../../../platform/version.ts";
import { invalid } from "../invalid.ts";
import { LIMITS } from "../limits.ts";
import type { Sources } from "../place/sources.ts";
import type { Pool } from "../pool.ts";
import type { Place } from "../production.ts";
import type { Stage } from "../stage.ts";
import type { Tree } from "../tree/tree.ts";
import { splitRendered } from "../yaml/rendered.ts";
import { kustomizationIn } from "./graph.ts";
import { readRefusal } from "./refusal.ts";

export const KUBECTL_HINT = "Put kubectl 1.27 or later on PATH, or let neotool compile one for itself: neotool dev setup --parity";

/** What is laid over parts of the tree: fields of a kustomization. */
export interface Overlay {
  /** Folders and files of the tree. */
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Its other fields. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** What inflates the charts that it holds. @default nothing does */
  readonly helm?: string | undefined;
  /** Where a failure is reported. */
  readonly place: Place;
  /** What it is called there. */
  readonly shown: string;
}

/** The cause of an error that kustomize itself found, in files that are no broken YAML. */
export class KustomizeRefused extends Error {
  override readonly name = "KustomizeRefused";
}

export interface KustomizeParts {
  readonly tree: Tree;
  readonly stage: Stage;
  readonly sources: Sources;
  readonly pool: Pool;
  kubectl(): Promise<string>;
}

/** A file that is broken by itself says more than kustomize does: those first that it names. */
const lookForBrokenFile = (said: string, sources: Sources): void => {
  const named = (said.match(/[\w./-]+\.(?:ya?ml|json)/gi) ?? []).map((path) => posix.normalize(path)).filter((path) => sources.has(path));
  for (const file of new Set([...named, ...sources.files()])) sources.documentsOf(file);
};

/** With what kustomize came that Flux uses, its fifth version. An older one refuses for reasons that nobody can mend in a tree. */
const KUBECTL_AT_LEAST = "1.27";

const refuseOld = async (program: string): Promise<void> => {
  const version = await programVersion("kubectl", program).catch(() => undefined); // one that does not answer has said why
  if (version === undefined || isAtLeast(version, KUBECTL_AT_LEAST)) return;
  throw new DevError("TOOL_MISSING", `kubectl ${version} is too old to render kustomizations`, { hint: KUBECTL_HINT });
};

/**
 * Renders with kustomize itself. Its own folders and limits are not in the way: the stage has only what may be read.
 *
 * @returns The objects as text.
 * @throws {DevError} `MANIFESTS_INVALID`; `TOOL_MISSING` without kubectl
 */
export const kustomizeBuild = async ({ resources, components, fields, helm, place, shown }: Overlay, { tree, stage, sources, pool, kubectl }: KustomizeParts, signal: AbortSignal): Promise<readonly string[]> => {
  const folder = stage.folder();
  const from = (path: string): string => relative(folder, stage.inTree(path));
  const overlay = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    ...fields,
    resources: resources.map(from),
    ...(components.length > 0 && { components: components.map(from) }),
  };
  writeFileSync(join(folder, "kustomization.yaml"), stringify(overlay), { mode: 0o600 });
  const program = await kubectl();
  const limit = AbortSignal.timeout(LIMITS.renderMs);
  const inflating = helm === undefined ? [] : ["--enable-helm", "--helm-command", helm];
  const ended = await pool(() => run(program, ["kustomize", folder, "--load-restrictor", "LoadRestrictionsNone", ...inflating], { ...(helm !== undefined && { env: { HELM_PLUGINS: join(folder, "no-plugins"), HELM_NO_PLUGINS: "1" } }), hint: KUBECTL_HINT, signal: AbortSignal.any([signal, limit]) })).catch((cause: unknown) => {
    if (signal.aborted || !limit.aborted) throw cause;
    throw new DevError("MANIFESTS_INVALID", `${shown} was not rendered within ${LIMITS.renderMs / 1000} s`, { hint: "Render it by hand to see why: kubectl kustomize", cause });
  });
  if (ended.exitCode === 0) return splitRendered(ended.stdout);
  await refuseOld(program);
  const { reason, folder: where, evidence, isAboutYaml } = readRefusal(stage.clean(ended.stderr));
  if (isAboutYaml) lookForBrokenFile(reason, sources);
  const file = where === undefined ? undefined : kustomizationIn(tree, where);
  throw invalid(file === undefined ? place : { file, line: 1 }, `cannot be rendered by kustomize: ${reason}`, { evidence, cause: new KustomizeRefused(reason) });
};
