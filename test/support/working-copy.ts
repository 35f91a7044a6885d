import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface WorkingCopy extends AsyncDisposable {
  readonly path: string;
  write(file: string, content: string): Promise<void>;
}

/** The observability services are tested by those who ask for them: everybody else would wait for them. */
const CORE_ONLY = { "neotool.config.ts": 'export default { profile: "core" };' } as const;

/** A folder of its own that counts as a working copy; without a config of its own it has the core services. Removed by `await using`. */
export const makeWorkingCopy = async (name: string, files: Readonly<Record<string, string>> = {}): Promise<WorkingCopy> => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), "neotool-test-")));
  const path = join(parent, name);
  const write = async (file: string, content: string) => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), content);
  };
  await mkdir(join(path, ".git"), { recursive: true });
  for (const [file, content] of Object.entries({ ...CORE_ONLY, ...files })) await write(file, content);
  return { path, write, [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }) };
};
