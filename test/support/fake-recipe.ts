import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FakeEngine } from "./fake-engine.ts";
import type { TempDir } from "./temp-dir.ts";

/** A shell command that puts an image into the fake engine, as `docker build` would into a real one. */
export const makesImage = ({ socket }: FakeEngine, name: string): string => {
  const image = JSON.stringify([{ id: `sha256:${"5".repeat(64)}`, names: [name], labels: { "dev.neotool.image.stand-in-for": name.replace("neotool.local/", "") } }]);
  const program = `require("http").request({ socketPath: ${JSON.stringify(socket)}, path: "/images/load", method: "POST" }).end(${JSON.stringify(image)})`;
  return `'${process.execPath}' -e '${program}'`;
};

/** Writes a recipe whose build is this script, into a folder of recipes. */
export const writeRecipe = async (folder: TempDir, name: string, script: string, over: { readonly produces?: string; readonly needs?: readonly string[]; readonly minutes?: number } = {}): Promise<void> => {
  const recipe = {
    schemaVersion: 1,
    produces: `neotool.local/${name}:1`,
    standInFor: `${name}:1`,
    kind: "same",
    softwareVersion: "1",
    source: "none",
    needs: [],
    tools: [{ name: "go", atLeast: "1.25" }],
    steps: 2,
    minutes: 1,
    ...over,
  };
  await mkdir(join(folder.path, name), { recursive: true });
  await writeFile(join(folder.path, name, "recipe.json"), JSON.stringify(recipe));
  await writeFile(join(folder.path, name, "build.sh"), `set -eu\n${script}\n`);
};
