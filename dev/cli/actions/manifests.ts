import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";
import { MADE_BY, manifestsYaml } from "../../runtimes/k3d/manifests/yaml.ts";
import { manifestFiles } from "../../wiring/export-manifests.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ManifestsInput } from "../commands/manifests.ts";

const FOR_ALL = 0o644;

/** @throws {DevError} `USAGE` for a file that somebody else made. */
const mustBeOurs = async (path: string): Promise<void> => {
  const there = await readIfThere(path);
  if (there === undefined || there.startsWith(MADE_BY)) return;
  throw new DevError("USAGE", `${path} is there already, and neotool did not make it`, { hint: "Give another directory: neotool dev manifests --output <directory>" });
};

export const run = async ({ args, options }: ManifestsInput, { surroundings, output }: CommandContext): Promise<CommandResult> => {
  const directory = options.output === undefined ? undefined : resolve(surroundings.cwd, options.output);
  const { stack, instance } = await openProject(surroundings);
  const files = manifestFiles(stack, instance, { only: args, profile: options.profile });
  const data = { output: directory ?? null, files };
  if (directory === undefined) return { data, text: manifestsYaml(files.flatMap(({ manifests }) => manifests)).trimEnd() };
  const texts = files.map(({ name, manifests }) => ({ path: join(directory, `${name}.yaml`), text: manifestsYaml(manifests) }));
  for (const { path } of texts) await mustBeOurs(path);
  await mkdir(directory, { recursive: true });
  for (const { path, text } of texts) await writeAtomically(path, text, FOR_ALL);
  output.narrate(`Wrote ${texts.length} files to ${directory}.`);
  return { data, text: "" };
};
