import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { readText } from "../tree/read-text.ts";
import type { ValueLayer } from "./value-places.ts";

interface FileOfValues {
  readonly values: Readonly<Record<string, unknown>>;
  readonly layer: ValueLayer;
}

/** The values in a file of the tree; `undefined` where nothing is in it. @throws {DevError} `MANIFESTS_INVALID` */
export const valuesInFile = async (file: string, { sources, tree }: LoadContext): Promise<FileOfValues | undefined> => {
  sources.keep(file, await readText(tree, file));
  const [document] = sources.documentsOf(file);
  if (!document) return undefined;
  if (!isRecord(document.value)) throw invalid(document.place, "holds no values: it is no mapping");
  return { values: document.value, layer: { layer: document, at: [] } };
};
