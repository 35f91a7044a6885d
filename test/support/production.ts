import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, LineCounter, parseAllDocuments, type Document } from "yaml";
import { isRecord } from "../../dev/platform/is-record.ts";
import type { Path, Production, ProductionObject } from "../../dev/parity/load/production.ts";

const objectIn = (document: Document, file: string, lines: LineCounter): readonly ProductionObject[] => {
  const value: unknown = document.toJS();
  if (!isRecord(value)) return [];
  const metadata = isRecord(value.metadata) ? value.metadata : {};
  const lineOf = (path: Path): number => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    if (!isNode(node)) return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
    return lines.linePos(node.range?.[0] ?? 0).line;
  };
  return [
    {
      apiVersion: String(value.apiVersion),
      kind: String(value.kind),
      namespace: typeof metadata.namespace === "string" ? metadata.namespace : undefined,
      name: String(metadata.name),
      value,
      place: { file, line: lineOf([]) },
      placeOf: (path) => ({ file, line: lineOf(path) }),
      via: [],
    },
  ];
};

/** Production from texts of plain YAML, by file. */
export const productionOf = (files: Readonly<Record<string, string>>): Production => ({
  root: "production",
  ref: undefined,
  entry: { kind: "plain", path: "." },
  otherEntries: [],
  objects: Object.entries(files).flatMap(([file, text]) => {
    const lines = new LineCounter();
    return parseAllDocuments(text, { lineCounter: lines }).flatMap((document) => ("contents" in document ? objectIn(document, file, lines) : []));
  }),
  compose: [],
  unknowns: [],
  secrets: [],
});

/** The files of a folder of plain YAML, by their names. */
export const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
