import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { findWorkingCopy } from "../../instance/working-copy.ts";
import { errnoOf, unwritable } from "../../platform/files.ts";
import { CONFIG_FILE, loadConfig } from "../../stacks/config/load.ts";
import { appText, configText } from "../../stacks/detect/config-text.ts";
import { detectApps } from "../../stacks/detect/detect.ts";
import type { Detection } from "../../stacks/detect/proposal.ts";
import { openProject, self } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { InitInput } from "../commands/init.ts";
import { confirm } from "../confirm.ts";

/** As in a diff: all of it would be new. */
const added = (text: string): string => text.trimEnd().split("\n").map((line) => `+ ${line}`.trimEnd()).join("\n");

const forExisting = (shown: string, { apps, notes }: Detection, known: readonly string[]): CommandResult => {
  const missing = apps.filter(({ name }) => !known.includes(name));
  const data = { path: shown, written: false, apps: missing, notes };
  if (missing.length === 0) return { data, text: [`${shown} is there, and nothing was found that it lacks.`, ...notes.map((note) => `note: ${note}`)].join("\n") };
  const text = [`${shown} is there and stays as it is. What it lacks:`, "", known.length === 0 ? added(["  apps: {", ...missing.map(appText), "  },"].join("\n")) : added(missing.map(appText).join("\n")), ...notes.map((note) => `note: ${note}`)];
  return { data, text: text.join("\n") };
};

const write = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    if (errnoOf(cause) === "EEXIST") throw new DevError("USAGE", `${path} is there meanwhile, and stays as it is`, { hint: "neotool dev init shows what it lacks.", cause });
    throw unwritable(path, cause);
  }
};

export const run = async ({ options }: InitInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output } = context;
  const workingCopy = await findWorkingCopy(surroundings.cwd);
  const path = join(workingCopy, CONFIG_FILE);
  const shown = relative(surroundings.cwd, path);
  const [{ config, path: existing }, detection] = [await loadConfig(path, self), await detectApps(workingCopy)];
  if (existing !== undefined) return forExisting(shown, detection, Object.keys(config.apps ?? {}));
  const text = configText(detection.apps);
  output.narrate(`${shown} would be:\n\n${added(text)}\n`, { event: "proposed", path: shown });
  for (const note of detection.notes) output.warn(note);
  await confirm(context, `Write ${shown}?`, options.yes);
  await write(path, text);
  await openProject(surroundings); // what we write, we can read
  const found = detection.apps.length === 0 ? "No application was found: `apps` shows how one is written down." : `neotool dev run starts ${detection.apps.map(({ name }) => name).join(", ")}.`;
  return { data: { path: shown, written: true, apps: detection.apps, notes: detection.notes }, text: `${shown} is written. ${found}` };
};
