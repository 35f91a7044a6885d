import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TempDir extends AsyncDisposable {
  readonly path: string;
  /** A path below it. */
  file(name: string): string;
}

/** An empty folder of its own. Removed by `await using`. */
export const tempDir = async (): Promise<TempDir> => {
  const path = await realpath(await mkdtemp(join(tmpdir(), "neotool-test-")));
  return { path, file: (name) => join(path, name), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};
