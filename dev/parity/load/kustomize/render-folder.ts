import { posix } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { looksLikeObjects } from "../objects/flatten.ts";
import type { Place } from "../production.ts";
import { isBelow, isHelmFile, isYaml } from "../tree/names.ts";
import { readText } from "../tree/read-text.ts";
import { kustomizeBuild, KustomizeRefused } from "./build.ts";
import { kustomizationIn, kustomizeGraph, type Remote } from "./graph.ts";
import { originsOf, type FindOrigin } from "./origin.ts";
import { putFile, putGraph } from "./put-on-stage.ts";
import { withoutOutside } from "./outside.ts";

interface FolderRequest {
  readonly folder: string;
  /** Folders of components that are laid over it. */
  readonly components?: readonly string[];
  /** Fields of a kustomization around it. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Where a failure is reported, and what it is called there. */
  readonly place: Place;
  readonly shown: string;
}

/** As Flux does for a folder without a kustomization: every manifest below it, and every folder with a kustomization as one. */
const partsOf = async (folder: string, context: LoadContext): Promise<readonly string[]> => {
  const { tree, sources } = context;
  if (kustomizationIn(tree, folder) !== undefined) return [folder];
  const below = tree.files.filter((file) => isBelow(file, folder));
  const inner = [...new Set(below.map((file) => posix.dirname(file)))].filter((path) => path !== folder && kustomizationIn(tree, path) !== undefined);
  const outermost = inner.filter((path) => !inner.some((other) => other !== path && isBelow(path, other)));
  const loose = below.filter((file) => isYaml(file) && !isHelmFile(tree, file) && !outermost.some((path) => isBelow(file, path)));
  const manifests = await Promise.all(
    loose.map(async (file) => {
      const text = await readText(tree, file);
      sources.keep(file, text);
      return looksLikeObjects(text) ? [file] : [];
    }),
  );
  return [...manifests.flat(), ...outermost];
};

const noteRemote = ({ url, place }: Remote, context: LoadContext): void =>
  context.unknown({
    id: `kustomize/remote/${url.replace(/^[a-z+]+:\/\//, "").replace(/\?.*$/, "")}`,
    place,
    what: `What ${url} holds`,
    why: "It is not in this folder, and nothing is fetched",
    resolve: `Put a copy of it into the repository and name that in ${place.file}.`,
  });

/** Objects as text, and where each comes from. */
export interface Rendering {
  readonly texts: readonly string[];
  readonly originOf: FindOrigin;
}

/**
 * Renders a folder of the tree, with or without a kustomization of its own.
 *
 * @returns No objects where too much of it is elsewhere, which is noted.
 * @throws {DevError} `MANIFESTS_INVALID`
 */
export const renderFolder = async ({ folder, components = [], fields = {}, place, shown }: FolderRequest, context: LoadContext): Promise<Rendering> => {
  const { tree, sources, stage, signal } = context;
  const resources = await partsOf(folder, context);
  if (resources.length === 0) throw invalid(place, `names ${folder}, which has no manifests`);
  const graph = await kustomizeGraph(tree, sources, [...resources.filter((path) => tree.isFolder(path)), ...components]);
  const { graph: cut, helm } = await withoutOutside(graph, context);
  for (const remote of graph.remotes) noteRemote(remote, context);
  await putGraph(cut, tree, sources, stage);
  await Promise.all(resources.filter((path) => tree.isFile(path)).map((path) => putFile(path, tree, sources, stage)));
  try {
    const texts = await kustomizeBuild({ resources, components, fields, helm, place, shown }, context, signal);
    return { texts, originOf: originsOf(cut, { resources, components, fields }, sources) };
  } catch (cause) {
    // A patch for what is remote finds nothing here.
    if (cut.remotes.length === 0 || !(cause instanceof DevError) || !(cause.cause instanceof KustomizeRefused)) throw cause;
    const why = cause.message;
    context.unknown({ id: `kustomize/${folder}`, place, what: `Everything that ${shown} renders`, why: `It needs what is remote: ${why}`, resolve: "Put copies of what it takes from elsewhere into the repository." });
    return { texts: [], originOf: originsOf(cut, { resources, components, fields }, sources) };
  }
};
