import { posix } from "node:path";
import { isFlux } from "../flux/kinds.ts";
import { kustomizationIn } from "../kustomize/graph.ts";
import { referencesOf } from "../kustomize/references.ts";
import { looksLikeObjects } from "../objects/flatten.ts";
import type { Sources } from "../place/sources.ts";
import type { Entry } from "../production.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { chartOf, isBelow, isHelmFile, isYaml, normalPath } from "../tree/names.ts";
import { readText } from "../tree/read-text.ts";
import type { Tree } from "../tree/tree.ts";

export const isComposeFile = (file: string): boolean => /^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/i.test(posix.basename(file));

/** As `flux bootstrap` lays a cluster out: `clusters/<name>/flux-system/gotk-sync.yaml`. */
const bootstrapped = (tree: Tree): readonly string[] => tree.files.filter((file) => posix.basename(file) === "gotk-sync.yaml").map((file) => posix.dirname(posix.dirname(file)));

const HOLDS_FLUX = /^apiVersion:\s*["']?kustomize\.toolkit\.fluxcd\.io\//m;

/** Folders that hold Kustomizations of Flux: of a cluster where they are laid out so, else those that are in no other one. */
const holdingFlux = async (tree: Tree, sources: Sources): Promise<readonly string[]> => {
  const found = new Set<string>();
  for (const file of tree.files.filter((path) => isYaml(path) && !isHelmFile(tree, path))) {
    const text = await readText(tree, file);
    if (!HOLDS_FLUX.test(text)) continue;
    sources.keep(file, text);
    const isOne = sources.documentsOf(file).some(({ value }) => isRecord(value) && isFlux("kustomization", { apiVersion: String(value.apiVersion), kind: String(value.kind) }));
    if (isOne) found.add(/^(?:.*\/)?clusters\/[^/]+(?=\/)/.exec(file)?.[0] ?? posix.dirname(file));
  }
  const folders = [...found];
  return folders.filter((folder) => !folders.some((other) => other !== folder && isBelow(folder, other)));
};

/** Kustomizations that no other one is made of: what somebody applies. Components are never. */
const tops = async (tree: Tree, sources: Sources): Promise<readonly string[]> => {
  const folders = [...new Set(tree.files.map((file) => posix.dirname(file)))].filter((folder) => kustomizationIn(tree, folder) !== undefined);
  const used = new Set<string>();
  const components = new Set<string>();
  for (const folder of folders) {
    const file = kustomizationIn(tree, folder);
    if (file === undefined) continue;
    sources.keep(file, await readText(tree, file));
    const spec: unknown = sources.documentsOf(file)[0]?.value;
    if (!isRecord(spec)) continue;
    if (spec.kind === "Component") components.add(folder);
    for (const { text } of referencesOf(spec)) used.add(normalPath(posix.join(folder, text)));
  }
  return folders.filter((folder) => !used.has(folder) && !components.has(folder));
};

/** Where reading could begin, the kinds that explain most first. */
export const entriesOf = async (tree: Tree, sources: Sources): Promise<readonly Entry[]> => {
  const known = bootstrapped(tree);
  const flux = [...new Set(known.length > 0 ? known : await holdingFlux(tree, sources))].sort();
  if (flux.length > 0) return flux.map((path) => ({ kind: "flux", path }));
  if (kustomizationIn(tree, ".") !== undefined) return [{ kind: "kustomize", path: "." }];
  const kustomizations = await tops(tree, sources);
  if (kustomizations.length > 0) return [...kustomizations].sort().map((path) => ({ kind: "kustomize", path }));
  const yaml = tree.files.filter(isYaml);
  const plain = yaml.filter((file) => !isHelmFile(tree, file) && !isComposeFile(file));
  for (const file of plain) if (looksLikeObjects(await readText(tree, file))) return [{ kind: "plain", path: "." }];
  const charts = [...new Set(yaml.flatMap((file) => chartOf(tree, file) ?? []))].sort();
  if (charts.length > 0) return charts.filter((path) => !charts.some((other) => other !== path && isBelow(path, other))).map((path) => ({ kind: "helm", path }));
  if (yaml.some(isComposeFile)) return [{ kind: "compose", path: "." }];
  return [];
};
