import { expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { buildAside, checkContract } from "../../support/recipes.ts";

/** The recipes that need no compiler. The slow ones: npm run test:images. */
test.each([
  ["busybox", 5],
  ["postgres", 25],
  ["pgbouncer", 10],
  ["kafka", 15],
  ["postgres-exporter", 15],
  ["pgbouncer-exporter", 14],
])("the recipe %s builds, and its image keeps the official one's contract", { timeout: 600_000 }, async (recipe, checks) => {
  const image = await buildAside(recipe);
  const { Config } = await (await docker()).getImage(image).inspect();
  expect(Config.Labels).toMatchObject({
    "dev.neotool.image.stand-in-for": expect.stringMatching(/^[a-z]/),
    "dev.neotool.image.software-version": expect.stringMatching(/\d/),
    "dev.neotool.image.source": expect.stringMatching(/^(deb|maven):/),
    "dev.neotool.image.recipe-hash": "test",
  });
  expect((await checkContract(recipe, image)).length).toBeGreaterThanOrEqual(checks);
});
