import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import type { Layer } from "../place/layer.ts";
import { valueAt } from "../place/paths.ts";
import { baseOfLayer, placeIn } from "../place/place-of.ts";
import type { ComposeService, Entry, Path } from "../production.ts";
import { readText } from "../tree/read-text.ts";
import type { Tree } from "../tree/tree.ts";
import { readYaml, type SourceDocument } from "../yaml/source-document.ts";
import { interpolate, parseDotEnv } from "./interpolate.ts";
import { mergeServices } from "./merge.ts";

const BASES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"] as const;
const OVERRIDES = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"] as const;

interface Part {
  readonly document: SourceDocument;
  readonly at: Path;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Which files make the project, in the order of their weight. */
const filesFor = ({ kind, path }: Entry, tree: Tree): readonly string[] => {
  if (tree.isFile(path)) return kind === "compose" ? [path] : [];
  const first = (names: readonly string[]): readonly string[] => names.map((name) => posix.join(path, name)).filter((file) => tree.isFile(file)).slice(0, 1);
  const base = first(BASES);
  if (base.length > 0) return [...base, ...first(OVERRIDES)];
  return kind === "compose" ? tree.files.filter((file) => posix.dirname(file) === path && /(^|\/)(docker-)?compose[.\w-]*\.ya?ml$/i.test(file)).slice(0, 1) : [];
};

/** Puts variables into every text of a value. */
const putIn = (value: unknown, at: Path, put: (text: string, at: Path) => string): unknown => {
  if (typeof value === "string") return put(value, at);
  if (Array.isArray(value)) return value.map((item: unknown, index) => putIn(item, [...at, index], put));
  return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, putIn(item, [...at, key], put)])) : value;
};

const read = async (file: string, values: Readonly<Record<string, string>>, context: LoadContext): Promise<readonly Part[]> => {
  const [document] = readYaml(file, await readText(context.tree, file), "compose");
  if (!document) return [];
  const put = (text: string, at: Path): string => {
    const done = interpolate(text, values);
    for (const name of done.missing) {
      context.unknown({ id: `compose/variable/${name}`, place: document.placeOf(at), what: `The value of \${${name}}`, why: "It has no default, and .env beside the file does not set it: Compose leaves it empty", resolve: `Give it a default: \${${name}:-value}` });
    }
    return done.text;
  };
  const services = valueAt(document.value, ["services"]);
  if (services !== undefined && !isRecord(services)) throw invalid(document.placeOf(["services"]), "has services that are no mapping");
  if (valueAt(document.value, ["include"]) !== undefined) {
    context.unknown({ id: `compose/include/${file}`, place: document.placeOf(["include"]), what: `The services that ${file} includes`, why: "Included files are not read", resolve: "Name the included file itself: --entry FILE" });
  }
  return Object.entries(services ?? {}).flatMap(([name, service]) => {
    const value = putIn(service, ["services", name], put);
    return isRecord(value) ? [{ document, at: ["services", name], value }] : [];
  });
};

/** A service with that of the same file that it extends under it. */
const extended = (part: Part, all: readonly Part[], above: readonly string[], context: LoadContext): Readonly<Record<string, unknown>> => {
  const { extends: from, ...own } = part.value;
  if (from === undefined) return own;
  const name = isRecord(from) ? String(from.service) : String(from);
  const place = part.document.placeOf([...part.at, "extends"]);
  if (isRecord(from) && from.file !== undefined) {
    context.unknown({ id: `compose/extends/${String(part.at[1])}`, place, what: `What service ${String(part.at[1])} takes from ${String(from.file)}`, why: "Extended files are not read", resolve: "Keep both services in one file." });
    return own;
  }
  const base = all.find((other) => other.at[1] === name && other.document === part.document);
  if (!base) throw invalid(place, `extends "${name}", and there is no such service`);
  if (above.includes(name)) throw invalid(place, `extends itself: ${[...above, name].join(" → ")}`);
  return mergeServices(extended(base, all, [...above, name], context), own);
};

const layerOf = ({ document, at, value }: Part): Layer => ({ value, placeOf: (path) => document.placeOf([...at, ...path]), placeInText: (path, line) => document.placeInText([...at, ...path], line) });

const serviceOf = (name: string, parts: readonly Part[], value: Readonly<Record<string, unknown>>, context: LoadContext): ComposeService => {
  const bases = parts.map((part) => baseOfLayer(layerOf(part))).toReversed();
  const place = bases.at(-1)?.place ?? { file: ".", line: 1 };
  const base = { place, candidates: (whole: Readonly<Record<string, unknown>>, path: Path) => bases.flatMap((one) => one.candidates(whole, path)) };
  return { name, value, place, placeOf: (path) => placeIn(value, path, base, [], context.sources) };
};

/** The services of the Compose files at an entry: the second kind of other side. */
export const readCompose = async (entry: Entry, context: LoadContext): Promise<readonly ComposeService[]> => {
  const { tree } = context;
  const files = filesFor(entry, tree);
  const [first] = files;
  if (first === undefined) return [];
  const dotEnv = posix.join(posix.dirname(first), ".env");
  const values = tree.isFile(dotEnv) ? parseDotEnv(await readText(tree, dotEnv)) : {};
  for (const value of Object.values(values)) if (value.length > 5) context.secret(value);
  const all = (await Promise.all(files.map((file) => read(file, values, context)))).flat();
  const names = [...new Set(all.map(({ at }) => String(at[1])))];
  return names.map((name) => {
    const parts = all.filter(({ at }) => at[1] === name);
    const value = parts.reduce<Readonly<Record<string, unknown>>>((under, part) => mergeServices(under, extended(part, all, [name], context)), {});
    return serviceOf(name, parts, value, context);
  });
};
