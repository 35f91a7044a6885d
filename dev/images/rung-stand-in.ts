import type { JobQueue } from "../platform/queue.ts";
import { buildRecipe, type BuildTools } from "./build.ts";
import { presentImage } from "./present.ts";
import { withBases } from "./recipe.ts";
import type { Rung } from "./rung.ts";

/** What the rung says of an image that nobody has written a recipe for. */
export const NO_RECIPE = "stand-in: there is no recipe for it";

/** A stand-in built from package registries, after its bases. Builds queue: the quick ones first. */
export const standInRung =
  (tools: BuildTools, queue: JobQueue): Rung =>
  async (image, report, signal) => {
    if (!image.standIn) return [NO_RECIPE];
    const recipes = await withBases(image.standIn.recipe, tools.recipes);
    report(`waiting for its turn to be built`);
    await queue(recipes.reduce((sum, { minutes }) => sum + minutes, 0), async () => {
      for (const recipe of recipes) await buildRecipe(recipe, tools, report, signal);
    });
    return (await presentImage(tools.engine.socket, image)) ?? [`stand-in: built, but the engine has no ${image.standIn.reference}`];
  };
