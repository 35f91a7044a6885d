import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { closest } from "../platform/closest.ts";
import { errnoOf } from "../platform/files.ts";
import { classify } from "./classify.ts";
import type { Dataset, SeedFile } from "./dataset.ts";

/** Where datasets are, each in a folder of its own name. */
export interface DatasetPlaces {
  /** Of the working copy; absolute. */
  readonly project: string;
  /** Shipped with the tool. */
  readonly neotool: string;
}

export interface DatasetPlace extends Pick<Dataset, "name" | "directory" | "origin"> {}

const foldersIn = async (directory: string, origin: Dataset["origin"]): Promise<readonly DatasetPlace[]> => {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => !entry.name.startsWith(".") && !entry.isFile()).map(({ name }) => ({ name, directory: join(directory, name), origin }));
  } catch (error) {
    // Where a file bears the name of a folder above it, such as a program `neotool`, there is none either.
    const code = errnoOf(error);
    if (code === "ENOENT" || (code === "ENOTDIR" && !existsSync(directory))) return [];
    throw new DevError("SEED_INVALID", `${directory} cannot be read`, { hint: "Look at seeds.directory in neotool.config.ts, and at who may read the folder.", cause: error });
  }
};

/** All datasets, by name; one of the project stands before one of the same name that is shipped. @throws {DevError} `SEED_INVALID` */
export const findDatasets = async ({ project, neotool }: DatasetPlaces): Promise<readonly DatasetPlace[]> => {
  const [own, shipped] = await Promise.all([foldersIn(project, "project"), foldersIn(neotool, "neotool")]);
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...shipped.filter(({ name }) => !names.has(name))].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/**
 * The datasets that are meant: those that are named, else all of the project.
 *
 * @throws {DevError} `USAGE` for a name that there is none of, or where there is nothing to take.
 */
export const chooseDatasets = (known: readonly DatasetPlace[], names: readonly string[], directory: string): readonly DatasetPlace[] => {
  if (names.length === 0) {
    const own = known.filter(({ origin }) => origin === "project");
    if (own.length > 0) return own;
    throw new DevError("USAGE", `There is no dataset in ${directory}`, { hint: `Make a folder for one there (docs/data.md), or name one that comes with the tool: neotool dev seed ${known[0]?.name ?? "demo"}` });
  }
  return [...new Set(names)].map((name) => {
    const found = known.find((one) => one.name === name);
    if (found) return found;
    const meant = closest(name, known.map((one) => one.name));
    throw new DevError("USAGE", `There is no dataset "${name}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`, { hint: `Known: ${known.map((one) => one.name).join(", ") || "none"}. A dataset is a folder in ${directory}.` });
  });
};

const filesBelow = async (directory: string, root = directory): Promise<readonly SeedFile[]> => {
  const names = (await readdir(directory)).filter((name) => !name.startsWith("."));
  const found = await Promise.all(
    names.map(async (name): Promise<readonly SeedFile[]> => {
      const path = join(directory, name);
      const { size, isDirectory } = await stat(path).then((stats) => ({ size: stats.size, isDirectory: stats.isDirectory() }));
      if (isDirectory) return name === "node_modules" ? [] : filesBelow(path, root);
      return [{ path, shown: relative(process.cwd(), path) || path, name: relative(root, path).replaceAll("\\", "/"), bytes: size }];
    }),
  );
  return found.flat();
};

/** Reads what a dataset holds, not yet the contents. @throws {DevError} `SEED_INVALID` with every file that has no place in it. */
export const readDataset = async ({ name, directory, origin }: DatasetPlace): Promise<Dataset> => {
  const all = await filesBelow(directory).catch((cause: unknown) => {
    throw new DevError("SEED_INVALID", `The dataset ${name} cannot be read`, { hint: `See what is wrong in ${directory}.`, cause });
  });
  const { files, problems } = classify(all);
  if (problems.length === 0) return { name, directory, origin, ...files };
  throw new DevError("SEED_INVALID", `The dataset ${name} has ${problems.length === 1 ? "a file that has" : `${problems.length} files that have`} no place in it`, {
    hint: "Move or remove what is named above; nothing was applied. docs/data.md says what a dataset may hold.",
    evidence: problems,
  });
};
