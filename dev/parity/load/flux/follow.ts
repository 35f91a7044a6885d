import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { kustomizationIn } from "../kustomize/graph.ts";
import { renderFolder, type Rendering } from "../kustomize/render-folder.ts";
import { objectsFromKustomize } from "../objects/from-rendered.ts";
import { asLayer, type LoadedObject } from "../objects/object.ts";
import { distinct } from "../objects/distinct.ts";
import { normalPath } from "../tree/names.ts";
import { checkDependsOn } from "./depends-on.ts";
import { idOf, isFlux } from "./kinds.ts";
import { readKustomization, type FluxKustomization } from "./kustomization.ts";
import { putInVariables } from "./put-in-variables.ts";
import { noteIfSuspended } from "./suspended.ts";
import { isThisTree, pathHere } from "./source.ts";
import { findMeant, variablesOf } from "./variables.ts";

interface Job {
  readonly kustomization: FluxKustomization;
  readonly folder: string;
  readonly rendering: Promise<Rendering>;
}

const noteElsewhere = ({ object, source }: FluxKustomization, context: LoadContext): void =>
  context.unknown({
    id: `flux/kustomization/${idOf(object)}`,
    place: object.placeOf(["spec", "sourceRef"]),
    what: `What Kustomization ${idOf(object)} applies`,
    why: source ? `It comes from ${source.kind} ${source.namespace}/${source.name}, which is not this folder` : "It names no source",
    resolve: "Compare that repository as well: neotool dev parity DIR, with its own folder.",
  });

/** Where the folder of a Kustomization is here; `undefined` for one from elsewhere, which is noted. */
const folderOf = (kustomization: FluxKustomization, objects: readonly LoadedObject[], root: string, context: LoadContext): string | undefined => {
  const { object, source, path } = kustomization;
  if (!source || !isThisTree(source, objects, context.remotes)) {
    noteElsewhere(kustomization, context);
    return undefined;
  }
  const folder = pathHere(path, context, root);
  if (folder === undefined) {
    throw invalid(object.placeOf(["spec", "path"]), `names ${path}, and there is no such folder below ${root}`, { hint: "Give the top of the repository: paths of Flux count from there." });
  }
  return folder;
};

const begin = (kustomization: FluxKustomization, folder: string, context: LoadContext): Job => {
  const { object, components, fields } = kustomization;
  const place = object.placeOf(["spec", "path"]);
  const componentOf = (path: string, index: number): string => {
    const target = normalPath(`${folder}/${path}`);
    if (kustomizationIn(context.tree, target) === undefined || context.tree.leavesBy(target)) throw invalid(object.placeOf(["spec", "components", index]), `takes ${path}, and there is no component in the tree`);
    return target;
  };
  const rendering = renderFolder({ folder, components: components.map((path, index) => componentOf(path, index)), fields, place, shown: `Kustomization ${idOf(object)}` }, context);
  rendering.catch(() => {}); // waited for below, perhaps after another one failed
  return { kustomization, folder, rendering };
};

const finish = async ({ kustomization, folder, rendering }: Job, objects: readonly LoadedObject[], context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { object } = kustomization;
  const { texts, originOf } = await rendering;
  const put = putInVariables({ texts, originOf }, kustomization, variablesOf(kustomization, objects, context), context);
  return objectsFromKustomize({
    texts: put,
    originOf,
    via: [...object.via, `Flux Kustomization ${idOf(object)}`],
    outer: [{ layer: asLayer(object), at: ["spec"], folder }],
    fallback: { place: object.place, candidates: () => [] },
    sources: context.sources,
  });
};

/**
 * Follows Kustomizations to everything that they apply. All are rendered beside each other; variables are put in when the
 * ConfigMaps are known from which they come.
 *
 * @param start Objects that are known already, among which Kustomizations may be.
 * @param applied Folders whose objects are among them.
 */
export const followFlux = async (start: readonly LoadedObject[], applied: readonly string[], root: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const all: LoadedObject[] = [...start];
  const seen = new Map<string, FluxKustomization>();
  let waiting: Job[] = [];
  const discover = (objects: readonly LoadedObject[]): void => {
    for (const object of objects.filter((one) => isFlux("kustomization", one))) {
      if (seen.has(idOf(object))) continue;
      const kustomization = readKustomization(object);
      seen.set(idOf(object), kustomization);
      const folder = folderOf(kustomization, all, root, context);
      if (folder === undefined || applied.includes(folder)) continue;
      noteIfSuspended(object, context);
      waiting.push(begin(kustomization, folder, context));
    }
  };
  discover(start);
  while (waiting.length > 0) {
    const isReady = ({ kustomization }: Job): boolean => kustomization.substituteFrom.every((reference) => findMeant(reference, all) !== undefined);
    const ready = waiting.filter(isReady);
    const batch = ready.length > 0 ? ready : waiting; // what is not there by now does not come any more
    waiting = waiting.filter((job) => !batch.includes(job));
    const done = await Promise.all(batch.map((job) => finish(job, all, context)));
    all.push(...done.flat());
    discover(done.flat());
  }
  checkDependsOn([...seen.values()], context);
  return seen.size > 0 ? distinct(all) : all;
};

/**
 * Where to begin. The cluster's own Kustomization may do something to the very folder that it stands in: then that folder
 * is what it makes of it.
 */
export const startOfFlux = (first: readonly LoadedObject[], entry: string, root: string, context: LoadContext): { readonly start: readonly LoadedObject[]; readonly applied: readonly string[] } => {
  const own = first.filter((object) => isFlux("kustomization", object)).find((object) => {
    const { source, path, fields, components, substitute, substituteFrom } = readKustomization(object);
    const does = Object.keys(fields).length + components.length + Object.keys(substitute).length + substituteFrom.length > 0;
    return does && source !== undefined && isThisTree(source, first, context.remotes) && pathHere(path, context, root) === entry;
  });
  if (!own) return { start: first, applied: [entry] };
  return { start: first.filter((object) => object === own || isFlux("git", object)), applied: [] };
};
