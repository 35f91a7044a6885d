import { glob, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { $ } from "zx";

/** The declarations that these import, by what they say, and those that these import. */
const reachableFrom = async (entries: readonly string[]): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (found.has(path)) return;
    found.add(path);
    const imports = [...(await readFile(path, "utf8")).matchAll(/(?:from |import\()"(\.[^"]*)\.js"/g)].map(([, name = ""]) => join(dirname(path), `${name}.d.ts`));
    for (const imported of imports) await visit(imported);
  };
  for (const entry of entries) await visit(entry);
  return found;
};

/**
 * The types of `import … from "neotool"` and its like. In declarations the compiler leaves the sources' `.ts` endings, which nobody else can
 * follow; and it writes those of all files that are loaded on demand, which no declaration names.
 */
export const emitTypes = async (folder: string): Promise<void> => {
  await $({ preferLocal: true })`tsc --project tsconfig.types.json --outDir ${folder}`;
  const files: string[] = [];
  for await (const file of glob(`${folder}/**/*.d.ts`)) {
    files.push(file);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(/((?:from |import\()"\.[^"]*)\.ts"/g, '$1.js"'));
  }
  const needed = await reachableFrom(["index", "fixtures/vitest", "fixtures/jest", "fixtures/node-test"].map((entry) => join(folder, `${entry}.d.ts`)));
  for (const file of files) if (!needed.has(file)) await rm(file);
};
