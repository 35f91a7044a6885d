import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document } from "yaml";
import { rootMessage } from "../../../errors/dev-error.ts";
import { invalid } from "../invalid.ts";
import { LIMITS } from "../limits.ts";
import type { Path, Place } from "../production.ts";
import { DIALECTS, type Dialect } from "./options.ts";

/** A document of a file, which can still say where something in it stands. */
export interface SourceDocument {
  readonly value: unknown;
  readonly place: Place;
  /** Of what stands at a path, or of the deepest part of the path that is there. */
  placeOf(path: Path): Place;
  /** Of a line of the text that stands at a path, counted from 1: a block begins below its key. */
  placeInText(path: Path, line: number): Place;
}

const firstLine = (text: string): string => text.split("\n")[0]?.replace(/ at line.*$/, "") ?? text;

/** Where the key of a path stands, else the value. Aliases are followed. */
const offsetAt = (document: Document, path: Path): number => {
  let node: unknown = document.contents;
  let offset = isMap(node) || isSeq(node) || isScalar(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) return offset;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      if (item === undefined) return offset;
      if (isMap(item) || isSeq(item) || isScalar(item) || isAlias(item)) offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
};

const readDocument = (file: string, document: Document, lines: LineCounter): SourceDocument => {
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const placeOf = (path: Path): Place => ({ file, line: lineAt(offsetAt(document, path)) });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw invalid({ file, line, column: col }, `is broken YAML: ${firstLine(error.message)}`);
  }
  const start = lineAt(document.contents?.range?.[0] ?? 0);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: LIMITS.aliases });
  } catch (cause) {
    const isBomb = cause instanceof ReferenceError && cause.message.startsWith("Excessive");
    throw invalid({ file, line: start }, isBomb ? `has aliases that multiply to more than ${LIMITS.aliases} copies` : `is broken YAML: ${firstLine(rootMessage(cause))}`, { cause });
  }
  const placeInText = (path: Path, line: number): Place => {
    const node: unknown = document.getIn(path, true);
    const isBlock = isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
    const { line: key } = placeOf(path);
    return { file, line: isBlock ? lineAt(node.range?.[0] ?? 0) + line : key };
  };
  return { value, place: { file, line: start }, placeOf, placeInText };
};

/**
 * Reads a file of YAML.
 *
 * @param file How it is called in errors and places.
 * @throws {DevError} `MANIFESTS_INVALID` with file:line:column
 */
export const readYaml = (file: string, text: string, dialect: Dialect = "kubernetes"): readonly SourceDocument[] => {
  const separators = text.match(/^---/gm)?.length ?? 0;
  if (separators > LIMITS.documents) throw invalid({ file }, `has ${separators} documents, and up to ${LIMITS.documents} are read`);
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, { ...DIALECTS[dialect], lineCounter: lines, logLevel: "error" });
    return ("empty" in documents ? [] : documents).map((document) => readDocument(file, document, lines)).filter(({ value }) => value !== null && value !== undefined);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalid({ file, line: 1 }, "is nested too deeply", { cause });
  }
};
