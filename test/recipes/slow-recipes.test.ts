import { expect, test } from "vitest";
import { buildAside, checkContract } from "../support/recipes.ts";

/** Bases and compiled programs: minutes each. Part of `npm run test:images`, not of the everyday suite. */
test.each(["base-forky", "base-bookworm"])("the recipe %s builds", async (recipe) => {
  expect(await buildAside(recipe)).toMatch(/^neotool\.local\/test-/);
});

test.each([
  ["vault", 20],
  ["minio", 15],
  ["prometheus", 25],
  ["loki", 15],
  ["promtail", 14],
  ["alertmanager", 20],
  ["alloy", 14],
  ["router", 10],
  ["unleash", 15],
  ["mailpit", 10],
])("the recipe %s builds, and its image keeps the official one's contract", async (recipe, checks) => {
  const image = await buildAside(recipe);
  expect((await checkContract(recipe, image)).length).toBeGreaterThanOrEqual(checks);
});
