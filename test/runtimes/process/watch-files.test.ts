import { appendFile, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
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

test.for(["src", "./src/", "src/inner"])("a folder is all that is in it: %s", async (folder) => {
  await using dir = await tempDir();
  const { told, watched, tellsOf } = await scene(dir, [folder]);
  using _watched = watched;
  await appendFile(dir.file("a.ts"), "x");
  await tellsOf(join("src", "inner", "c.ts"), () => appendFile(dir.file("src/inner/c.ts"), "x"));
  expect(told).not.toContain("a.ts");
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

test.for(["dist/**/*.js", "./dist/app/*.js", "dist/app/main.js"])("a folder that a glob begins with need not be there yet, and may be made anew: %s", async (glob) => {
  await using dir = await tempDir();
  const { told, watched, tellsOf } = await scene(dir, [glob]);
  using _watched = watched;
  for (let time = 0; time < 2; time += 1) {
    await tellsOf(join("dist", "app", "main.js"), async () => {
      await mkdir(dir.file("dist/app"), { recursive: true });
      await writeFile(dir.file("dist/app/main.js"), "1");
    });
    await tellsOf(join("dist", "app", "main.js"), () => saveSafely(dir.file("dist/app/main.js")));
    await rm(dir.file("dist"), { recursive: true });
  }
  await appendFile(dir.file("src/b.ts"), "x");
  expect(new Set(told)).toEqual(new Set([join("dist", "app", "main.js")]));
});

test("a glob may begin with ./, and with a link to a folder", async () => {
  await using dir = await tempDir();
  await mkdir(dir.file("elsewhere/lib"), { recursive: true });
  await symlink("elsewhere", dir.file("shared"));
  const { watched, tellsOf } = await scene(dir, ["./src/*.ts", "shared/lib/*.ts"]);
  using _watched = watched;
  await tellsOf("src/b.ts", () => appendFile(dir.file("src/b.ts"), "x"));
  await tellsOf("shared/lib/d.ts", () => writeFile(dir.file("elsewhere/lib/d.ts"), "1"));
});

test("a link that leads to itself is no folder, and ends nobody who watches", async () => {
  await using dir = await tempDir();
  const { watched, tellsOf } = await scene(dir, ["src/**"]);
  using _watched = watched;
  await tellsOf("src/loop", () => symlink("loop", dir.file("src/loop")));
  await tellsOf("src/b.ts", () => appendFile(dir.file("src/b.ts"), "x"));
});
