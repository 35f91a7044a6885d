import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { layerAt } from "../kustomize/base-of.ts";
import { LIMITS } from "../limits.ts";
import { itemsOf, looksLikeObjects } from "../objects/flatten.ts";
import { makeObject, type LoadedObject } from "../objects/object.ts";
import { baseOfLayer } from "../place/place-of.ts";
import { isBelow, isHelmFile, isYaml } from "../tree/names.ts";
import { readText } from "../tree/read-text.ts";
import { readYaml } from "../yaml/source-document.ts";
import { isComposeFile } from "./candidates.ts";

const LINKED_YAML = /\.ya?ml$/i;

const objectsIn = async (file: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { tree, sources } = context;
  const text = await readText(tree, file);
  // What is no object is somebody else's; it is not even looked at for being broken.
  if (!looksLikeObjects(text)) return [];
  sources.keep(file, text);
  // Understood once for its values; for places again, and only where one is asked for.
  const items = readYaml(file, text).flatMap(({ value }, index) => itemsOf(value).map((item) => ({ ...item, index })));
  return items.map(({ value, at, index }) =>
    makeObject({
      value,
      via: [],
      shapings: () => [],
      sources,
      base: () => {
        const document = sources.documentsOf(file)[index];
        if (!document) throw invalid({ file }, "was changed while it was read");
        return baseOfLayer(layerAt(document, at));
      },
    }),
  );
};

/** Plain YAML: a file, or every file below a folder that is part of no chart. */
export const readPlain = async (path: string, context: LoadContext): Promise<readonly LoadedObject[]> => {
  const { tree } = context;
  if (tree.isFile(path)) return objectsIn(path, context);
  for (const link of tree.outwardLinks.filter((file) => LINKED_YAML.test(file) && isBelow(file, path))) await tree.read(link);
  // A linked file whose own place is read anyway is there once.
  const linked = tree.linkedFiles.filter((file) => isBelow(file, path) && !isBelow(tree.follow(file).path, path));
  const files = [...tree.files.filter((file) => isBelow(file, path)), ...linked].filter((file) => isYaml(file) && !isHelmFile(tree, file) && !isComposeFile(file));
  const all: LoadedObject[] = [];
  for (const file of files) {
    all.push(...(await objectsIn(file, context)));
    if (all.length > LIMITS.documents) throw invalid({ file }, `is the one with which there are more than ${LIMITS.documents} objects`, { hint: "Name what to read: --entry PATH" });
  }
  return all;
};
