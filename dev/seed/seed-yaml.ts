import { parseDocument, type Document } from "yaml";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import { textOf } from "../data/source-file.ts";
import { isRecord } from "../platform/is-record.ts";
import { positionAt } from "../stacks/own-files/problem.ts";
import type { SeedFile } from "./dataset.ts";

/** A mapping that was read from a file, which can still say where something in it stands. */
export interface SeedYaml {
  readonly entries: readonly (readonly [string, unknown])[];
  /** `file:line:column` of what stands at a path. */
  placeOf(path: readonly string[]): string;
  /** The error for what stands at a path. */
  invalid(path: readonly string[], text: string): DevError;
}

const HINT = "Mend the file and run the same command again; nothing of it was applied. docs/data.md shows what it may hold.";

const offsetOf = (document: Document, path: readonly string[]): number => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (isRecord(node) && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
};

const valueOf = (document: Document, fail: (offset: number, words: string) => DevError): unknown => {
  try {
    return document.toJS();
  } catch (cause) {
    throw fail(0, rootMessage(cause)); // an alias without an anchor, which has no place of its own
  }
};

/** Reads a small file of YAML that must be a mapping. @throws {DevError} `SEED_INVALID` with file:line:column. */
export const readSeedYaml = async (file: SeedFile): Promise<SeedYaml> => {
  let text = "";
  for await (const more of textOf(file)) text += more;
  const placeAt = (offset: number): string => {
    const { line, column } = positionAt(text, offset);
    return `${file.shown}:${line}:${column}`;
  };
  const fail = (offset: number, words: string): DevError => new DevError("SEED_INVALID", `${placeAt(offset)} ${words}`, { hint: HINT });
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) throw fail(error.pos[0], error.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? error.message);
  const value = valueOf(document, fail);
  if (value !== null && !isRecord(value)) throw fail(0, "this is no mapping");
  const entries = Object.entries(value ?? {});
  return { entries, placeOf: (path) => placeAt(offsetOf(document, path)), invalid: (path, words) => fail(offsetOf(document, path), words) };
};
