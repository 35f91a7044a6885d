import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import { envelope, neotool, type Envelope } from "./cli.ts";

interface Seeded {
  readonly datasets: readonly { readonly dataset: string; readonly files: readonly { readonly file: string; readonly store: string; readonly did: string; readonly rows: number }[] }[];
}

/** A dataset in a working copy, gone at the end of its block. */
export interface TestDataset extends AsyncDisposable {
  readonly name: string;
  write(file: string, content: string): Promise<void>;
  remove(file: string): Promise<void>;
  /** `neotool dev seed <name> --json` */
  seed(...options: readonly string[]): Promise<Envelope<Seeded | null>>;
  /** The same where it must succeed: what became of each file, by name. */
  applied(...options: readonly string[]): Promise<Readonly<Record<string, string>>>;
}

export const makeDataset = async (name: string, files: Readonly<Record<string, string>>, workingCopy = inject("stack").workingCopy): Promise<TestDataset> => {
  const seeds = join(workingCopy, "neotool");
  const directory = join(seeds, "seeds", name);
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(directory, file)), { recursive: true });
    await writeFile(join(directory, file), content);
  };
  for (const [file, content] of Object.entries(files)) await write(file, content);
  const seed: TestDataset["seed"] = async (...options) => envelope<Seeded | null>(await neotool(["seed", name, "--json", ...options], { cwd: workingCopy }));
  return {
    name,
    write,
    seed,
    remove: (file) => rm(join(directory, file)),
    applied: async (...options) => {
      const { data, error } = await seed(...options);
      if (error || !data) throw new Error(JSON.stringify(error, null, 2));
      return Object.fromEntries(data.datasets.flatMap((dataset) => dataset.files).map(({ file, did, rows }) => [file, did === "unchanged" ? did : `${did} ${rows}`]));
    },
    [Symbol.asyncDispose]: () => rm(seeds, { recursive: true, force: true }),
  };
};
