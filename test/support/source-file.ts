import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SeedFile } from "../../dev/seed/dataset.ts";

/** A file of a dataset with this content; gone at the end of its block. */
export const sourceFile = async (content: string | Buffer, name = "file.jsonl"): Promise<SeedFile & AsyncDisposable> => {
  const folder = await mkdtemp(join(tmpdir(), "neotool-test-"));
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, shown: name, name, bytes: Buffer.byteLength(content), [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
};
