import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { execa, type Options } from "execa";
import type { TestInstance } from "./instance.ts";

export const NO_REAPER = { TESTCONTAINERS_RYUK_DISABLED: "true" } as const;

const PREAMBLE = 'import * as neotool from "neotool"; import pg from "pg"; const { useStack, startStack, images } = neotool; const tell = (value) => console.log(JSON.stringify(value));';

/** Programs of a project that has the package; they say things with `tell`, a line of JSON each. */
export const stackPrograms = ({ path }: Pick<TestInstance, "path">) => {
  /** @param under What runs Node. */
  const start = (body: string, env: Readonly<Record<string, string>> = {}, under: readonly string[] = []) => {
    const [file = "", ...args] = [...under, process.execPath, "--input-type=module", "--eval", `${PREAMBLE}\n${body}`];
    const options = { cwd: path, env: { ...NO_REAPER, VITEST: "", ...env }, reject: false, timeout: 110_000 } satisfies Options;
    return execa(file, args, options);
  };
  /** What it says, all of it. @throws what it says on stderr, where it fails. */
  const told = async <T = unknown>(body: string, env: Readonly<Record<string, string>> = {}): Promise<{ readonly values: readonly T[]; readonly stderr: string }> => {
    const { stdout, stderr, exitCode } = await start(body, env);
    if (exitCode !== 0) throw new Error(stderr);
    return { values: stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line)), stderr };
  };
  return {
    start,
    told,
    /** What the body fails with. */
    failure: async (body: string, env: Readonly<Record<string, string>> = {}): Promise<unknown> =>
      (await told(`try { ${body}; tell("nothing failed") } catch ({ code, message, hint }) { tell({ code, message, hint }) }`, env)).values[0],
    /** Ids of sessions that have files. */
    sessions: async (): Promise<readonly string[]> => readdir(join(path, ".neotool", "sessions")).catch(() => []),
  };
};
