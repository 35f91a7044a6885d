import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { projectRoot } from "./cli.ts";
import { docker, testEngine } from "./engine.ts";

const script = (recipe: string, name: string): string => join(projectRoot, "scripts", "images", recipe, name);

const LONG_MS = 3_600_000;

const run = async (file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
  const { socket } = await testEngine();
  const { all, exitCode } = await execa("bash", [file, ...args], { env: { DOCKER_HOST: `unix://${socket}`, ...env }, all: true, reject: false, timeout: LONG_MS });
  if (exitCode !== 0) throw new Error(`${file} ended with code ${exitCode}:\n${all.split("\n").slice(-40).join("\n")}`);
  return all;
};

/** Builds a recipe beside the image that is in use, under a name of its own that goes when the test ends. @returns the name. */
export const buildAside = async (recipe: string): Promise<string> => {
  const image = `neotool.local/test-${recipe}:${process.pid}`;
  onTestFinished(async () => {
    await (await docker()).getImage(image).remove({ force: true }).catch(() => {}); // the build may have failed
  });
  await run(script(recipe, "build.sh"), [], { NEOTOOL_RECIPE_IMAGE: image, NEOTOOL_RECIPE_HASH: "test" });
  return image;
};

/** Holds an image against its official one's contract. @returns the lines `ok …` of what was checked. */
export const checkContract = async (recipe: string, image: string): Promise<readonly string[]> =>
  (await run(script(recipe, "test.sh"), [image], {})).split("\n").filter((line) => line.startsWith("ok "));
