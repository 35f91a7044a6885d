import { posix } from "node:path";
import type { LoadContext } from "../context.ts";
import type { Layer } from "../place/layer.ts";
import { baseOfLayer, placeIn } from "../place/place-of.ts";
import type { ComposeService, Entry, Path } from "../production.ts";
import type { Tree } from "../tree/tree.ts";
import { readDotEnv, type ComposeFile, type Part } from "./compose-file.ts";
import { extended, type Extended } from "./extend.ts";
import { withIncluded } from "./include.ts";
import { mergeServices } from "./merge.ts";

const BASES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"] as const;
const OVERRIDES = ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"] as const;

/** Which files make the project, in the order of their weight. */
const filesFor = ({ kind, path }: Entry, tree: Tree): readonly string[] => {
  if (tree.isFile(path)) return kind === "compose" ? [path] : [];
  const first = (names: readonly string[]): readonly string[] => names.map((name) => posix.join(path, name)).filter((file) => tree.isFile(file)).slice(0, 1);
  const base = first(BASES);
  if (base.length > 0) return [...base, ...first(OVERRIDES)];
  return kind === "compose" ? tree.files.filter((file) => posix.dirname(file) === path && /(^|\/)(docker-)?compose[.\w-]*\.ya?ml$/i.test(file)).slice(0, 1) : [];
};

const layerOf = ({ file: { document }, at, value }: Part): Layer => ({ value, placeOf: (path) => document.placeOf([...at, ...path]), placeInText: (path, line) => document.placeInText([...at, ...path], line) });

/** @param layers The strongest first. */
const serviceOf = (name: string, layers: readonly Extended[], context: LoadContext): ComposeService => {
  const value = layers.reduceRight<Readonly<Record<string, unknown>>>((under, layer) => mergeServices(under, layer.value), {});
  const bases = layers.flatMap(({ parts }) => parts).map((part) => baseOfLayer(layerOf(part)));
  // Of what it only extends, a service has values, not its place.
  const place = layers.at(-1)?.parts.slice(0, 1).map((part) => part.file.document.placeOf(part.at))[0] ?? { file: ".", line: 1 };
  const base = { place, candidates: (whole: Readonly<Record<string, unknown>>, path: Path) => bases.flatMap((one) => one.candidates(whole, path)) };
  return { name, value, place, placeOf: (path) => placeIn(value, path, base, [], context.sources) };
};

/** The services of the Compose files at an entry, with those of files that they include: the second kind of other side. */
export const readCompose = async (entry: Entry, context: LoadContext): Promise<readonly ComposeService[]> => {
  const paths = filesFor(entry, context.tree);
  const [first] = paths;
  if (first === undefined) return [];
  const values = await readDotEnv(posix.join(posix.dirname(first), ".env"), context);
  const seen = new Set<string>();
  const files: ComposeFile[] = [];
  for (const path of paths) files.push(...(await withIncluded(path, values, seen, context)));
  const parts = files.flatMap((file) => file.parts);
  const names = [...new Set(parts.map(({ name }) => name))];
  return Promise.all(names.map(async (name) => serviceOf(name, (await Promise.all(parts.filter((part) => part.name === name).map((part) => extended(part, context)))).toReversed(), context)));
};
