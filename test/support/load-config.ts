import { execa } from "execa";
import type { CheckedConfig } from "../../dev/stacks/config/schema.ts";
import { projectRoot } from "./cli.ts";

export type LoadAnswer = { readonly config: CheckedConfig; readonly path: string | null } | { readonly code: string; readonly message: string; readonly evidence: readonly string[] };

const PROGRAM = `
const [folder, root] = process.argv.slice(1);
const { loadConfig } = await import(root + "/dev/stacks/config/load.ts");
const answer = await loadConfig(folder + "/neotool.config.ts", "file://" + root + "/dev/index.ts").then(
  ({ config, path }) => ({ config, path: path ?? null }),
  ({ code, message, evidence }) => ({ code, message, evidence }),
);
console.log(JSON.stringify(answer));
`;

/** Loads a config in a process of its own: the test runner's own module loader would stand in the way of Node's. */
export const loadInNode = async (folder: string): Promise<LoadAnswer> => {
  const { stdout } = await execa(process.execPath, ["--input-type=module", "-e", PROGRAM, folder, projectRoot], { cwd: folder });
  const answer: LoadAnswer = JSON.parse(stdout);
  return answer;
};
