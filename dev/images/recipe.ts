import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import * as z from "zod/mini";
import { packageRoot } from "../platform/package-root.ts";

const tool = z.union([z.string(), z.object({ name: z.string(), atLeast: z.optional(z.string()) })]);

const recipeSchema = z.object({
  schemaVersion: z.literal(1),
  produces: z.string(),
  standInFor: z.string(),
  kind: z.enum(["same", "other-version"]),
  softwareVersion: z.string(),
  source: z.string(),
  needs: z.array(z.string()),
  tools: z.array(tool),
  steps: z.int(),
  minutes: z.number(),
});

/** A program that a recipe calls, and the oldest version that will do. */
export interface NeededTool {
  readonly name: string;
  readonly atLeast: string | undefined;
}

/** How a stand-in is built from packages. Lives in `scripts/images/<name>/`. */
export interface Recipe {
  readonly name: string;
  readonly directory: string;
  readonly produces: string;
  /** Recipes whose image must be there first. */
  readonly needs: readonly string[];
  readonly tools: readonly NeededTool[];
  /** Estimate on two cores. */
  readonly minutes: number;
  /** Changes when any of its files, or of those that recipes share, does; stands in the image's label `dev.neotool.image.recipe-hash`. */
  readonly hash: string;
}

const recipesDirectory = join(packageRoot, "scripts", "images");

/** Reads one recipe. A missing or broken one is a defect of this package, so it throws plain errors. @param from Folder of all recipes. */
export const readRecipe = async (name: string, from = recipesDirectory): Promise<Recipe> => {
  const directory = join(from, name);
  const { produces, needs, tools, minutes } = z.parse(recipeSchema, JSON.parse(await readFile(join(directory, "recipe.json"), "utf8")));
  return {
    name,
    directory,
    produces,
    needs,
    tools: tools.map((needed) => (typeof needed === "string" ? { name: needed, atLeast: undefined } : { name: needed.name, atLeast: needed.atLeast })),
    minutes,
    hash: await hashOf(directory, from),
  };
};

const hashOf = async (directory: string, from: string): Promise<string> => {
  const hash = createHash("sha256");
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const own = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const shared = (await readdir(from)).filter((name) => name.endsWith(".sh")).map((name) => join(from, name));
  for (const file of [...own, ...shared].sort()) hash.update(relative(from, file)).update("\0").update(await readFile(file));
  return hash.digest("hex").slice(0, 12);
};

/** A recipe and, before it, every recipe that it needs, each once. */
export const withBases = async (name: string, from = recipesDirectory): Promise<readonly Recipe[]> => {
  const recipe = await readRecipe(name, from);
  const bases = await Promise.all(recipe.needs.map((base) => withBases(base, from)));
  const all = [...bases.flat(), recipe];
  return all.filter((one, index) => all.findIndex((other) => other.name === one.name) === index);
};
