import { posix } from "node:path";
import { isRecord } from "../../../platform/is-record.ts";
import type { LoadContext } from "../context.ts";
import type { Path } from "../production.ts";
import { fileNamed, readComposeFile, readDotEnv, type ComposeFile, type Variables } from "./compose-file.ts";

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);

/** Compose fetches these: another repository, or an artifact of a registry. */
const isElsewhere = (text: string): boolean => /^[a-z+]+:(\/\/)?|^git@|^github\.com\//.test(text);

interface Inclusion {
  readonly at: Path;
  readonly paths: readonly string[];
  readonly envFiles: readonly string[];
  readonly folder: string | undefined;
}

/** A path, or a mapping with several that are laid over each other. */
const inclusionsOf = ({ include }: ComposeFile): readonly Inclusion[] =>
  list(include).flatMap((entry, index): readonly Inclusion[] => {
    const at = ["include", index];
    if (typeof entry === "string") return [{ at, paths: [entry], envFiles: [], folder: undefined }];
    if (!isRecord(entry)) return [];
    const texts = (value: unknown) => list(value).filter((text) => typeof text === "string");
    return [{ at, paths: texts(entry.path), envFiles: texts(entry.env_file), folder: typeof entry.project_directory === "string" ? entry.project_directory : undefined }];
  });

/** The values of an included file are defaults: those of whoever includes it go before them. */
const valuesOf = async ({ envFiles, folder }: Inclusion, from: ComposeFile, first: string, context: LoadContext): Promise<Variables> => {
  const home = folder === undefined ? posix.dirname(first) : posix.join(posix.dirname(from.path), folder);
  const files = envFiles.length > 0 ? envFiles.map((path) => posix.join(posix.dirname(from.path), path)) : [posix.join(home, ".env")];
  const read = await Promise.all(files.map((path) => readDotEnv(posix.normalize(path), context)));
  return Object.assign({}, ...read, from.values);
};

/**
 * A file behind all that it includes, and they behind what they include: whoever includes has the last word. Each is read once.
 *
 * @throws {DevError} `MANIFESTS_INVALID` for one that is missing, or outside the tree
 */
export const withIncluded = async (path: string, values: Variables, seen: Set<string>, context: LoadContext): Promise<readonly ComposeFile[]> => {
  if (seen.has(path)) return [];
  seen.add(path);
  const file = await readComposeFile(path, values, context);
  if (!file) return [];
  const included: ComposeFile[] = [];
  for (const inclusion of inclusionsOf(file)) {
    const place = file.document.placeOf(inclusion.at);
    const away = inclusion.paths.find(isElsewhere);
    if (away !== undefined) {
      context.unknown({ id: `compose/include/${path}/${away}`, place, what: `The services that ${path} includes from ${away}`, why: "It is not in this folder, and nothing is fetched", resolve: "Put a copy of it into the repository and include that." });
      continue;
    }
    const paths = inclusion.paths.map((text) => fileNamed(text, file, place, "includes", context));
    const [first] = paths;
    if (first === undefined) continue;
    const defaults = await valuesOf(inclusion, file, first, context);
    for (const one of paths) included.push(...(await withIncluded(one, defaults, seen, context)));
  }
  return [...included, file];
};
