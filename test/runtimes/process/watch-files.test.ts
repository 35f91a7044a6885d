import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { watchFiles } from "../../../dev/runtimes/process/supervisor/watch-files.ts";
import { tempDir, type TempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

/** A folder that is watched, and what was told of it. */
const scene = async (dir: TempDir, globs: readonly string[]) => {
  await mkdir(dir.file("src/inner"), { recursive: true });
  for (const file of ["a.ts", "src/b.ts", "src/inner/c.ts"]) await writeFile(dir.file(file), "1");
  const told: string[] = [];
  const watched = watchFiles(dir.path, globs, (path) => told.push(path));
  const tellsOf = async (path: string, act: () => Promise<unknown>) => {
    told.length = 0;
    await act();
    await until(`it is told of ${path}`, () => told.includes(path), 5_000);
  };
  return { told, watched, tellsOf };
};

/** As many editors save: beside the file, and then over it. */
const saveSafely = async (path: string): Promise<void> => {
  await writeFile(`${path}.tmp`, "2");
  await rename(`${path}.tmp`, path);
};

test.for(["a.ts", "src/b.ts", "src/inner/c.ts"])("a file is seen however it is saved, and again and again: %s", async (file) => {
  await using dir = await tempDir();
  const { watched, tellsOf } = await scene(dir, ["**/*.ts"]);
  using _watched = watched;
  await tellsOf(file, () => appendFile(dir.file(file), "x"));
  for (let time = 0; time < 3; time += 1) await tellsOf(file, () => saveSafely(dir.file(file)));
  await tellsOf(file, () => appendFile(dir.file(file), "x"));
});

test("a folder that is new, or comes back, is watched, and so is what is in it already", async () => {
  await using dir = await tempDir();
  const { watched, tellsOf } = await scene(dir, ["src/**/*.ts"]);
  using _watched = watched;
  for (let time = 0; time < 2; time += 1) {
    await tellsOf(join("src", "new", "deep", "d.ts"), async () => {
      await mkdir(dir.file("src/new/deep"), { recursive: true });
      await writeFile(dir.file("src/new/deep/d.ts"), "1");
    });
    await tellsOf(join("src", "new", "deep", "d.ts"), () => saveSafely(dir.file("src/new/deep/d.ts")));
    await rm(dir.file("src/new"), { recursive: true });
  }
});

test("what no glob means is not told of, and libraries are not looked at", async () => {
  await using dir = await tempDir();
  await mkdir(dir.file("node_modules/library"), { recursive: true });
  const { told, watched, tellsOf } = await scene(dir, ["**/*.ts"]);
  using _watched = watched;
  await writeFile(dir.file("node_modules/library/index.ts"), "1");
  await writeFile(dir.file("src/b.txt"), "1");
  await tellsOf("a.ts", () => appendFile(dir.file("a.ts"), "x"));
  expect(told).toEqual(["a.ts"]);
});
