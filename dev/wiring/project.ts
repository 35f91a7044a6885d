import { basename, join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { instanceDirectory, type InstanceDirectory } from "../instance/directory.ts";
import { findWorkingCopy } from "../instance/working-copy.ts";
import { instanceOf, type Instance } from "../model/instance.ts";
import type { Stack } from "../model/stack.ts";
import { problemsIn } from "../model/validate.ts";
import { readIfThere } from "../platform/files.ts";
import { startOrder } from "../planner/start-order.ts";
import { CONFIG_FILE, loadConfig } from "../stacks/config/load.ts";
import type { CheckedConfig } from "../stacks/config/schema.ts";
import { settingsFrom } from "../stacks/config/settings-from.ts";
import type { OwnFiles } from "../stacks/own-files/read-own-files.ts";
import { neotoolStack } from "../stacks/neotool.ts";
import type { OwnFile, Settings } from "../stacks/settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** A working copy with its definition, checked. Nothing of the engine was asked yet. */
export interface Project {
  readonly instance: Instance;
  readonly directory: InstanceDirectory;
  readonly config: CheckedConfig;
  /** `undefined` when the project has none and the defaults hold. */
  readonly configPath: string | undefined;
  readonly settings: Settings;
  readonly stack: Stack;
}

/** What `import … from "neotool"` means in a file of the project: this package's own entry, built or as source. */
export const self = new URL(import.meta.url.endsWith(".ts") ? "../index.ts" : "./index.js", import.meta.url).href;

/** Their checks need two parsers: loaded for who has such files. */
const ownFiles = async (workingCopy: string, { prometheus, grafana, gateway }: CheckedConfig): Promise<OwnFiles> => {
  const paths = { rules: prometheus?.rules ?? [], dashboards: grafana?.dashboards ?? [] };
  const licence = await licenceFile(workingCopy, gateway?.licence);
  if (paths.rules.length + paths.dashboards.length === 0) return { rules: [], dashboards: [], licence };
  const { readOwnFiles } = await import("../stacks/own-files/read-own-files.ts");
  return { ...(await readOwnFiles(workingCopy, paths)), licence };
};

const licenceFile = async (workingCopy: string, path: string | undefined): Promise<OwnFile | undefined> => {
  if (path === undefined) return undefined;
  const content = await readIfThere(join(workingCopy, path));
  if (content === undefined) throw new DevError("CONFIG_INVALID", `gateway.licence names ${path}, which is not in ${workingCopy}`, { hint: `Put the licence there, or leave gateway.licence out of ${CONFIG_FILE}.` });
  return { name: basename(path), content };
};

/**
 * Reads and checks a project's definition.
 *
 * @throws {DevError} `CONFIG_INVALID`, `STACK_INVALID`, `DEPENDENCY_CYCLE`: all problems at once, nothing touched yet.
 */
export const openProject = async ({ cwd }: Pick<Surroundings, "cwd">): Promise<Project> => {
  const workingCopy = await findWorkingCopy(cwd);
  const { config, path } = await loadConfig(join(workingCopy, CONFIG_FILE), self);
  const settings = settingsFrom(config, await ownFiles(workingCopy, config));
  const neotool = neotoolStack(settings);
  const stack = { ...neotool, defaultProfile: config.profile ?? neotool.defaultProfile };
  const problems = problemsIn(stack);
  if (problems.length > 0) {
    throw new DevError("STACK_INVALID", `The definition has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}`, {
      hint: `Mend ${path ?? "the definition"}; nothing was touched.`,
      evidence: problems,
    });
  }
  startOrder(stack.services);
  return { instance: instanceOf(workingCopy), directory: instanceDirectory(workingCopy), config, configPath: path, settings, stack };
};
