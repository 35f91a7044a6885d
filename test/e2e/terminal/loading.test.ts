import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { neotool, projectRoot } from "../../support/cli.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";
import { tempDir } from "../../support/temp-dir.ts";

const DIST = join(projectRoot, "dist");
/** What Ink calls the root of its tree, and React its elements: in the files that hold the two, and in no other. */
const DRAWS = /"ink-root"|react\.transitional\.element/;

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/** Which files of the build a command loads, as V8's coverage tells. */
const loadedBy = async (args: readonly string[], cwd: string): Promise<readonly string[]> => {
  await using coverage = await tempDir();
  await neotool(args, { cwd, env: { NODE_V8_COVERAGE: coverage.path } });
  const reports = await Promise.all((await readdir(coverage.path)).map(async (name): Promise<Coverage> => JSON.parse(await readFile(coverage.file(name), "utf8"))));
  return reports.flatMap(({ result }) => result.map(({ url }) => url)).filter((url) => url.startsWith(`file://${DIST}/`)).map((url) => basename(url));
};

test.each(["--help", "up --help", "status", "env", "logs", "top --once", "up --only vault --dry-run"])("%s loads nothing that draws", async (command) => {
  await using copy = await makeWorkingCopy("loading");
  const files = (await readdir(DIST)).filter((name) => /\.c?js$/.test(name));
  const texts = new Map(await Promise.all(files.map(async (name) => [name, await readFile(join(DIST, name), "utf8")] as const)));
  expect([...texts.values()].some((text) => DRAWS.test(text))).toBe(true); // so that the sign means something
  const loaded = await loadedBy(command.split(" "), copy.path);
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((name) => DRAWS.test(texts.get(name) ?? ""))).toEqual([]);
});
