import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { valueAt } from "../place/paths.ts";
import type { Path, Place } from "../production.ts";
import { readText } from "../tree/read-text.ts";
import { readYaml, type SourceDocument } from "../yaml/source-document.ts";
import { interpolate, parseDotEnv } from "./interpolate.ts";

export type Variables = Readonly<Record<string, string>>;

/** One service as one file has it. */
export interface Part {
  readonly name: string;
  readonly file: ComposeFile;
  readonly value: Readonly<Record<string, unknown>>;
  readonly at: Path;
}

/** A file with its variables put in. */
export interface ComposeFile {
  readonly path: string;
  readonly document: SourceDocument;
  /** With which it was read, and with which what it takes from others is. */
  readonly values: Variables;
  readonly parts: readonly Part[];
  readonly include: unknown;
}

/** Puts variables into every text of a value. */
const putIn = (value: unknown, at: Path, put: (text: string, at: Path) => string): unknown => {
  if (typeof value === "string") return put(value, at);
  if (Array.isArray(value)) return value.map((item: unknown, index) => putIn(item, [...at, index], put));
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, putIn(item, [...at, key], put)])) : value;
};

/** @throws {DevError} `MANIFESTS_INVALID` */
export const readComposeFile = async (path: string, values: Variables, context: LoadContext): Promise<ComposeFile | undefined> => {
  const [document] = readYaml(path, await readText(context.tree, path), "compose");
  if (!document) return undefined;
  const put = (text: string, at: Path): string => {
    const done = interpolate(text, values);
    for (const name of done.missing) {
      context.unknown({ id: `compose/variable/${name}`, place: document.placeOf(at), what: `The value of \${${name}}`, why: "It has no default, and .env beside the file does not set it: Compose leaves it empty", resolve: `Give it a default: \${${name}:-value}` });
    }
    return done.text;
  };
  const services = valueAt(document.value, ["services"]);
  if (services !== undefined && !isRecord(services)) throw invalid(document.placeOf(["services"]), "has services that are no mapping");
  const parts: Part[] = [];
  const file: ComposeFile = { path, document, values, parts, include: putIn(valueAt(document.value, ["include"]), ["include"], put) };
  for (const [name, service] of Object.entries(services ?? {})) {
    const value = putIn(service, ["services", name], put);
    if (isRecord(value)) parts.push({ name, file, value, at: ["services", name] });
  }
  return file;
};

/** What stands in `.env` files; their values are nobody's business. */
export const readDotEnv = async (path: string, context: LoadContext): Promise<Variables> => {
  if (!context.tree.isFile(path)) return {};
  const values = parseDotEnv(await readText(context.tree, path));
  for (const value of Object.values(values)) if (value.length > 5) context.secret(value);
  return values;
};

const ABOVE = "Give the folder that holds both.";

/** A file that another one names, as one of the tree. @throws {DevError} `MANIFESTS_INVALID` */
export const fileNamed = (text: string, from: ComposeFile, place: Place, verb: string, { tree }: Pick<LoadContext, "tree">): string => {
  const path = posix.normalize(posix.join(posix.dirname(from.path), text));
  if (posix.isAbsolute(text) || path.startsWith("../")) throw invalid(place, `${verb} ${text}, which is above the folder that was given`, { hint: ABOVE });
  const left = tree.leavesBy(path);
  if (left) throw invalid(place, `${verb} ${text}: ${left.link} is a link that leads out of the folder, to ${left.target}`, { hint: ABOVE });
  if (!tree.isFile(path)) throw invalid(place, `${verb} ${text}, and there is no such file`);
  return path;
};
