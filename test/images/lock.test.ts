import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import lockFile from "../../images.lock.json" with { type: "json" };
import { lockedImage } from "../../dev/images/lock.ts";
import { readRecipe } from "../../dev/images/recipe.ts";
import { parseReference } from "../../dev/images/reference.ts";
import { CHECK_IMAGE } from "../../dev/setup/run-setup.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { projectRoot } from "../support/cli.ts";

const RECIPES = join(projectRoot, "scripts", "images");
const references = Object.keys(lockFile.images);
const images = references.map(lockedImage);

test("every image that the default stack or setup runs is in the lock", () => {
  const { postgres, pgbouncer, kafka, vault, minio } = DEFAULT_SETTINGS;
  for (const image of [postgres.image, pgbouncer.image, kafka.image, vault.image, minio.image, CHECK_IMAGE]) expect(references).toContain(image);
});

test("no digest is invented: it is a whole SHA-256, or it is not known", () => {
  const wrong = images.filter(({ digest }) => digest !== null && !/^sha256:[0-9a-f]{64}$/.test(digest));
  expect(wrong).toEqual([]);
  const digests = images.flatMap(({ digest }) => digest ?? []);
  expect(new Set(digests).size).toBe(digests.length);
});

/** Some publish under another owner elsewhere: prom/prometheus is quay.io/prometheus/prometheus too. */
const lastPart = (repository: string): string | undefined => repository.split("/").at(-1);

test("every source names the same software in the same version, and its registry", () => {
  const wrong = images.flatMap(({ reference, sources }) => {
    const official = parseReference(reference);
    return sources.filter((source) => {
      const { repository, version } = parseReference(source);
      return version !== official.version || lastPart(repository) !== lastPart(official.repository) || !source.startsWith(parseReference(source).registry);
    });
  });
  expect(wrong).toEqual([]);
  expect(images.filter(({ sources }) => sources.length === 0)).toEqual([]);
});

test("nothing is pinned to a tag that names another image every week", () => {
  expect(images.flatMap(({ reference, sources }) => [reference, ...sources]).filter((name) => parseReference(name).version === "latest")).toEqual([]);
});

test("a stand-in bears the official name below neotool.local, and its recipe makes just that", async () => {
  for (const { reference, standIn } of images) {
    if (!standIn) continue;
    const { registry } = parseReference(reference);
    const name = reference.startsWith(`${registry}/`) ? reference.slice(registry.length + 1) : reference;
    expect(standIn.reference).toBe(`neotool.local/${name}`);
    expect((await readRecipe(standIn.recipe)).produces).toBe(standIn.reference);
  }
});

/** By that label an image's left-overs are found and removed. */
test("a recipe says of which official image its stand-in is, and so does every stage of its Dockerfile that has a base of its own", async () => {
  for (const { reference, standIn } of images) {
    if (!standIn) continue;
    const folder = join(RECIPES, standIn.recipe);
    const recipe: { readonly standInFor: string } = JSON.parse(await readFile(join(folder, "recipe.json"), "utf8"));
    expect(recipe.standInFor).toBe(reference);
    const lines = (await readFile(join(folder, "Dockerfile"), "utf8")).split("\n");
    const afterFrom = lines.flatMap((line, index) => (/^FROM (scratch|neotool\.local\/)/.test(line) ? (lines[index + 1] ?? "") : []));
    expect([...new Set(afterFrom)], standIn.recipe).toEqual([`LABEL dev.neotool.image.stand-in-for=${reference}`]);
  }
});

test("every recipe but the bases makes the stand-in of an image in the lock", async () => {
  const folders = await readdir(RECIPES, { withFileTypes: true });
  const recipes = folders.filter((entry) => entry.isDirectory() && !entry.name.startsWith("base-")).map(({ name }) => name);
  expect(images.flatMap(({ standIn }) => standIn?.recipe ?? []).sort()).toEqual(recipes.sort());
});

test("an image without a stand-in says why", () => {
  expect(images.filter(({ standIn, notes }) => !standIn && !notes.some((note) => note.includes("No stand-in: "))).map(({ reference }) => reference)).toEqual([]);
});

test("ends of life are days, and every image says its platforms", () => {
  expect(images.flatMap(({ endOfLife }) => endOfLife ?? []).filter((day) => new Date(day).toISOString().slice(0, 10) !== day)).toEqual([]);
  for (const { platforms } of images) expect(platforms).toContain("linux/amd64");
});

test("a project's own image has one source, itself, and no stand-in", () => {
  expect(lockedImage("registry.example.com/team/app:1.2")).toEqual({
    reference: "registry.example.com/team/app:1.2",
    platforms: [],
    digest: null,
    sources: ["registry.example.com/team/app:1.2"],
    standIn: null,
    endOfLife: null,
    notes: [],
  });
});
