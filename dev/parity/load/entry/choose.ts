import { posix } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { invalid } from "../invalid.ts";
import { kustomizationIn } from "../kustomize/graph.ts";
import type { Entry } from "../production.ts";
import { isBelow, normalPath } from "../tree/names.ts";
import type { Tree } from "../tree/tree.ts";
import { isComposeFile } from "./candidates.ts";

const PRODUCTION = /(^|[/_-])(production|prod|live)([/_-]|$)/;

const shownEntry = ({ kind, path }: Entry): string => `${path} (${kind})`;

export interface Choice {
  readonly entry: Entry;
  readonly others: readonly Entry[];
}

/** The one there is, or the one that is called production. @throws {DevError} `MANIFESTS_INVALID` */
export const chooseEntry = (entries: readonly Entry[], root: string): Choice => {
  const [only] = entries;
  if (!only) throw new DevError("MANIFESTS_INVALID", `There are no manifests in ${root}: no Kubernetes YAML, no kustomization, no chart and no Compose file`, { hint: "Give the folder that holds production's manifests: neotool dev parity DIR" });
  const named = entries.filter(({ path }) => PRODUCTION.test(path));
  const chosen = entries.length === 1 ? only : named.length === 1 ? named[0] : undefined;
  if (chosen) return { entry: chosen, others: entries.filter((one) => one !== chosen) };
  throw new DevError("MANIFESTS_INVALID", `There are ${entries.length} entries in ${root}, and none of them alone is called production`, {
    hint: `Say which is meant: --entry ${only.path}`,
    evidence: entries.map(shownEntry),
  });
};

/** What a path that somebody named is. @param known What is known of entries; a path among them is that. */
export const namedEntry = (path: string, known: readonly Entry[], tree: Tree): Entry => {
  const at = normalPath(path);
  if (at === ".." || at.startsWith("../") || posix.isAbsolute(at)) throw invalid({ file: path }, "is above the folder that was given", { hint: "Name an entry below it." });
  const left = tree.leavesBy(at);
  if (left) throw invalid({ file: left.link }, `is a link that leads out of the folder, to ${left.target}`, { hint: "Give a folder that holds both." });
  const isFile = tree.isFile(at);
  if (!isFile && !tree.isFolder(at)) throw invalid({ file: path }, "is not there", { hint: known.length === 0 ? "Name a file or folder below the root." : `There is: ${known.map(shownEntry).join(", ")}` });
  const same = known.find((entry) => entry.path === at);
  if (same) return same;
  if (isFile && /^kustomization\.ya?ml$|^Kustomization$/.test(posix.basename(at))) return { kind: "kustomize", path: posix.dirname(at) };
  if (isFile) return { kind: isComposeFile(at) ? "compose" : "plain", path: at };
  if (kustomizationIn(tree, at) !== undefined) return { kind: "kustomize", path: at };
  if (tree.isFile(posix.join(at, "Chart.yaml"))) return { kind: "helm", path: at };
  const below = tree.files.filter((file) => isBelow(file, at));
  if (below.some((file) => kustomizationIn(tree, posix.dirname(file)) !== undefined)) return { kind: "kustomize", path: at };
  return { kind: "plain", path: at };
};
