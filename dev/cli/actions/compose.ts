import { resolve } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";
import { MADE_BY } from "../../runtimes/compose/yaml.ts";
import { composeEnvironment, composeFile } from "../../wiring/export-compose.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ComposeInput } from "../commands/compose.ts";

const FOR_ALL = 0o644;
const FOR_THIS_USER = 0o600;

/** What stands there now. A project has a `.env` and a `compose.yaml` of its own as often as not. @throws {DevError} `USAGE` for one of those. */
const ownFile = async (path: string | undefined): Promise<string> => {
  const there = path === undefined ? undefined : await readIfThere(path);
  if (there !== undefined && !there.startsWith(MADE_BY)) {
    throw new DevError("USAGE", `${path} is there already, and neotool did not make it`, {
      hint: "Give another name; Compose takes it by: docker compose --file shop.yaml --env-file shop.env up --wait",
    });
  }
  return there ?? "";
};

export const run = async ({ options }: ComposeInput, { surroundings, output }: CommandContext): Promise<CommandResult> => {
  const pathOf = (file: string | undefined) => (file === undefined ? undefined : resolve(surroundings.cwd, file));
  const [composePath, envPath] = [pathOf(options.output), pathOf(options.dotenv)];
  const project = await openProject(surroundings);
  const [, envBefore] = await Promise.all([ownFile(composePath), ownFile(envPath)]);
  const text = composeFile(project.stack, options.profile);
  if (envPath !== undefined) {
    await writeAtomically(envPath, await composeEnvironment(project, options.profile, surroundings, envBefore), FOR_THIS_USER);
    output.narrate(`Wrote ${envPath}: secrets, for this user alone.`);
  }
  if (composePath !== undefined) {
    await writeAtomically(composePath, text, FOR_ALL);
    output.narrate(`Wrote ${composePath}.`);
  }
  return { data: { compose: text, output: composePath ?? null, dotenv: envPath ?? null }, text: composePath === undefined ? text.trimEnd() : "" };
};
