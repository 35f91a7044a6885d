import { availableParallelism } from "node:os";
import type { LoadContext } from "./context.ts";
import { followArgo } from "./argo/follow.ts";
import { readCompose } from "./compose/read-compose.ts";
import { entriesOf } from "./entry/candidates.ts";
import { readChart } from "./entry/chart.ts";
import { chooseEntry, namedEntry } from "./entry/choose.ts";
import { readPlain } from "./entry/plain.ts";
import { followFlux, startOfFlux } from "./flux/follow.ts";
import { apiVersionsOf, renderReleases } from "./flux/releases.ts";
import { chartCachesOf } from "./helm/find-chart.ts";
import { k3sCharts } from "./k3s/charts.ts";
import { kustomizationIn } from "./kustomize/graph.ts";
import { renderFolder } from "./kustomize/render-folder.ts";
import { baseAt, objectsFromKustomize, secretData } from "./objects/from-rendered.ts";
import { noteBrought } from "./objects/brought.ts";
import type { LoadedObject } from "./objects/object.ts";
import { createSources } from "./place/sources.ts";
import { createPool } from "./pool.ts";
import type { Entry, Production, ProductionObject, Unknown } from "./production.ts";
import { createStage } from "./stage.ts";
import { diskTree } from "./tree/disk-tree.ts";
import { gitAt, prefixIn, remotesOf } from "./tree/git.ts";
import { gitTree } from "./tree/git-tree.ts";
import { isRecord } from "../../platform/is-record.ts";
import { DevError } from "../../errors/dev-error.ts";

export interface LoadRequest {
  /** A folder, absolute. */
  readonly root: string;
  /** Relative to the root. @default it is looked for */
  readonly entry?: string;
  /** Read the folder as it is in this commit, branch or tag. @default as it is on the disk */
  readonly ref?: string;
}

export interface LoadTools {
  /** What to call a program by. */
  find(program: "kubectl" | "helm"): Promise<string>;
  /** Neotool's own cache, where charts may be: `~/.cache/neotool`. */
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Without git there are no remotes to tell the tree's own repository by. */
const aroundOf = async (root: string, signal: AbortSignal): Promise<{ readonly prefix: string; readonly remotes: readonly string[] }> => {
  const git = gitAt(root, signal);
  try {
    const [prefix, remotes] = await Promise.all([prefixIn(git), remotesOf(git)]);
    return { prefix: prefix ?? "", remotes: prefix === undefined ? [] : remotes };
  } catch (error) {
    if (error instanceof DevError && error.code === "TOOL_MISSING") return { prefix: "", remotes: [] };
    throw error;
  }
};

const renderEntry = async (folder: string, what: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const file = kustomizationIn(context.tree, folder) ?? folder;
  const rendering = await renderFolder({ folder, place: { file, line: 1 }, shown: folder }, context);
  return objectsFromKustomize({ ...rendering, via: [`${what} ${folder}`], outer: [], fallback: baseAt(file), sources: context.sources });
};

const begin = async ({ kind, path }: Entry, context: LoadContext): Promise<readonly LoadedObject[]> => {
  if (kind === "kustomize") return renderEntry(path, "kustomize", context);
  if (kind === "flux") return renderEntry(path, "Flux", context);
  if (kind === "helm") return readChart(path, context);
  return kind === "plain" ? readPlain(path, context) : [];
};

const noteSecrets = (objects: readonly ProductionObject[], context: LoadContext): void => {
  for (const { kind, value } of objects) {
    if (kind !== "Secret") continue;
    for (const text of [...Object.values(secretData(value)), ...Object.values(isRecord(value.data) ? value.data : {}).map(String)]) context.secret(text);
  }
};

/**
 * Reads what production is made of: offline, and without writing to the tree. Everything that is rendered is rendered by
 * kustomize and helm themselves, on a private copy of just the files that they need.
 *
 * @throws {DevError} `MANIFESTS_INVALID` with file:line; `TOOL_MISSING` without kubectl where kustomize has to render
 */
export const loadProduction = async ({ root, entry: named, ref }: LoadRequest, { find, cache, env }: LoadTools, signal: AbortSignal): Promise<Production> => {
  const unknowns = new Map<string, Unknown>();
  const secrets = new Set<string>();
  const [tree, around] = await Promise.all([ref === undefined ? diskTree(root) : gitTree(gitAt(root, signal), root, ref), aroundOf(root, signal)]);
  await using stage = await createStage();
  // Before the stage goes: what still runs behind a failure ends with it.
  const running = new AbortController();
  using _ended = { [Symbol.dispose]: () => running.abort(new Error("reading has ended")) };
  const context: LoadContext = {
    tree,
    stage,
    signal: AbortSignal.any([signal, running.signal]),
    sources: createSources(),
    pool: createPool(availableParallelism()),
    kubectl: () => find("kubectl"),
    helm: () => find("helm"),
    chartCaches: chartCachesOf(env, cache),
    ...around,
    unknown: (one) => void (unknowns.has(one.id) || unknowns.set(one.id, one)),
    secret: (value) => void (value !== "" && secrets.add(value)),
  };
  const known = await entriesOf(tree, context.sources);
  const chosen = named === undefined ? chooseEntry(known, root) : { entry: namedEntry(named, known, tree), others: known };
  const { entry } = chosen;
  const first = await begin(entry, context);
  const { start, applied: before } = startOfFlux(first, entry.path, root, context);
  const followed = await followFlux(start, before, root, context);
  const applied = await followArgo(followed, root, context);
  const [released, installed] = await Promise.all([renderReleases(applied, root, context), k3sCharts(applied, apiVersionsOf(applied), context)]);
  const objects = [...applied, ...released, ...installed];
  noteSecrets(objects, context);
  noteBrought(objects, context);
  const compose = await readCompose(entry, context);
  if (objects.length + compose.length + unknowns.size === 0) throw new DevError("MANIFESTS_INVALID", `${entry.path} in ${root} has no manifests`, { hint: "Name another entry: --entry PATH" });
  return { root, ref, entry, otherEntries: chosen.others.filter(({ path, kind }) => path !== entry.path || kind !== entry.kind), objects, compose, unknowns: [...unknowns.values()], secrets: [...secrets] };
};
