import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseStep } from "../../dev/images/build.ts";
import { readRecipe, withBases } from "../../dev/images/recipe.ts";
import { projectRoot } from "../support/cli.ts";
import { tempDir } from "../support/temp-dir.ts";

const RECIPES = join(projectRoot, "scripts", "images");

const names = (await readdir(RECIPES, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);

test.each(names)("the recipe %s is readable, makes a stand-in, and needs only recipes that there are", async (name) => {
  const recipe = await readRecipe(name);
  expect(recipe.produces).toMatch(/^neotool\.local\/[^:]+:[^:]+$/);
  expect(names).toEqual(expect.arrayContaining([...recipe.needs]));
  expect(recipe.tools.map((tool) => tool.name)).toContain("docker");
  expect(recipe.hash).toMatch(/^[0-9a-f]{12}$/);
  expect(await readdir(recipe.directory)).toContain("build.sh");
});

test("what a recipe needs comes before it, once", async () => {
  expect((await withBases("postgres")).map(({ name }) => name)).toEqual(["base-forky", "postgres"]);
  expect((await withBases("busybox")).map(({ name }) => name)).toEqual(["busybox"]);
});

/** A folder of recipes with nothing but what is asked of them. */
const write = async (folder: string, recipes: Readonly<Record<string, readonly string[]>>) => {
  for (const [name, needs] of Object.entries(recipes)) {
    const recipe = { schemaVersion: 1, produces: `neotool.local/${name}:1`, standInFor: `${name}:1`, kind: "same", softwareVersion: "1", source: "none", needs, tools: ["docker", { name: "go", atLeast: "1.25" }], steps: 2, minutes: 1 };
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "recipe.json"), JSON.stringify(recipe));
    await writeFile(join(folder, name, "build.sh"), "true");
  }
};

test("a base that several need is built once, before all of them", async () => {
  await using folder = await tempDir();
  await write(folder.path, { base: [], a: ["base"], b: ["base"], app: ["a", "b"] });
  expect((await withBases("app", folder.path)).map(({ name }) => name)).toEqual(["base", "a", "b", "app"]);
});

test("a tool is a name, or a name with the oldest version that will do", async () => {
  await using folder = await tempDir();
  await write(folder.path, { app: [] });
  expect((await readRecipe("app", folder.path)).tools).toEqual([{ name: "docker", atLeast: undefined }, { name: "go", atLeast: "1.25" }]);
});

test("the hash changes with a file of the recipe or of those that recipes share, and with nothing else", async () => {
  await using folder = await tempDir();
  await write(folder.path, { app: [], other: [] });
  await writeFile(folder.file("lib.sh"), "one");
  const hash = async () => (await readRecipe("app", folder.path)).hash;
  const first = await hash();
  await writeFile(folder.file("other/build.sh"), "false");
  await writeFile(folder.file("README.md"), "words");
  expect(await hash()).toBe(first);
  await mkdir(folder.file("app/config"));
  await writeFile(folder.file("app/config/app.properties"), "x=1");
  const second = await hash();
  await writeFile(folder.file("lib.sh"), "two");
  const third = await hash();
  await cp(folder.file("app/config/app.properties"), folder.file("app/config/renamed.properties"));
  expect(new Set([first, second, third, await hash()]).size).toBe(4);
});

test("the hash does not depend on where the package lies", async () => {
  await using here = await tempDir();
  await using there = await tempDir();
  for (const folder of [here, there]) await write(folder.path, { app: [] });
  expect((await readRecipe("app", here.path)).hash).toBe((await readRecipe("app", there.path)).hash);
});

test("a recipe says where it is; other lines of its tools do not", () => {
  expect(parseStep("::step 2/5 compiling the server")).toBe("step 2/5: compiling the server");
  expect(["step 2/5 x", "::step two", " ::step 1/2 x", "::step 1/2", ""].map(parseStep)).toEqual(Array(5).fill(undefined));
});
