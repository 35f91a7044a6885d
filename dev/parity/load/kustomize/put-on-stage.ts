import { parseDocument } from "yaml";
import type { Sources } from "../place/sources.ts";
import type { Path } from "../production.ts";
import type { Stage } from "../stage.ts";
import { textOf } from "../tree/read-text.ts";
import type { Tree } from "../tree/tree.ts";
import type { Graph } from "./graph.ts";

const IS_YAML = /\.(ya?ml|json)$/i;
/** A file in which aliases could multiply is looked at before a program gets it. */
const HAS_ALIASES = /(^|[\s[{,:])\*[\w.-]+/m;
const HAS_ANCHORS = /(^|[\s[{,:-])&[\w.-]+/m;

const indexOf = (path: Path): number => (typeof path.at(-1) === "number" ? Number(path.at(-1)) : 0);

/** A kustomization without some of its entries: the last ones of a list go first, so that the others keep their numbers. */
const without = (text: string, paths: readonly Path[]): string => {
  const document = parseDocument(text);
  for (const path of paths.toSorted((a, b) => indexOf(b) - indexOf(a))) document.deleteIn(path);
  return document.toString();
};

/** Puts a file on the stage, and keeps its text for places. @throws {DevError} `MANIFESTS_INVALID` */
export const putFile = (path: string, tree: Tree, sources: Sources, stage: Stage): Promise<void> =>
  stage.put(path, async () => {
    const bytes = await tree.read(path);
    if (!IS_YAML.test(path)) return bytes;
    const text = textOf(path, bytes);
    sources.keep(path, text);
    if (HAS_ALIASES.test(text) && HAS_ANCHORS.test(text)) sources.documentsOf(path);
    return text;
  });

/** Puts there what a graph holds; what is remote is left out of it. */
export const putGraph = async ({ kustomizations, files, links, remotes }: Graph, tree: Tree, sources: Sources, stage: Stage): Promise<void> => {
  for (const { path, target } of links) stage.link(path, target);
  const kept = kustomizations.map(({ folder, file }) => {
    const away = remotes.filter((remote) => remote.folder === folder).map(({ path }) => path);
    const text = sources.textOf(file);
    return stage.put(file, async () => (away.length === 0 ? text : without(text, away)));
  });
  await Promise.all([...kept, ...files.map((file) => putFile(file, tree, sources, stage))]);
};
