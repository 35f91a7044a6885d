import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { instanceDirectory, type InstanceDirectory } from "../instance/directory.ts";
import { findWorkingCopy } from "../instance/working-copy.ts";
import { instanceOf, type Instance } from "../model/instance.ts";
import type { Stack } from "../model/stack.ts";
import { problemsIn } from "../model/validate.ts";
import { closest } from "../platform/closest.ts";
import { readIfThere } from "../platform/files.ts";
import { folderPlace } from "../platform/folder-place.ts";
import { startOrder } from "../planner/start-order.ts";
import { CONFIG_FILE, loadConfig } from "../stacks/config/load.ts";
import type { CheckedConfig } from "../stacks/config/schema.ts";
import { settingsFrom } from "../stacks/config/settings-from.ts";
import type { OwnFiles } from "../stacks/own-files/read-own-files.ts";
import { neotoolStack } from "../stacks/neotool.ts";
import { LICENCE_CREDENTIAL } from "../stacks/services/router.ts";
import type { Settings } from "../stacks/settings.ts";
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
const ownFiles = async (workingCopy: string, { prometheus, grafana, featureFlags }: CheckedConfig): Promise<OwnFiles> => {
  const paths = { rules: prometheus?.rules ?? [], dashboards: grafana?.dashboards ?? [], flags: featureFlags?.file === undefined ? [] : [featureFlags.file] };
  if (Object.values(paths).flat().length === 0) return { rules: [], dashboards: [], flags: [] };
  const { readOwnFiles } = await import("../stacks/own-files/read-own-files.ts");
  return readOwnFiles(workingCopy, paths);
};

/** A config with the gateway's licence among its pinned credentials, where it names one: it is kept and hidden as they are. */
const withLicence = async (workingCopy: string, config: CheckedConfig): Promise<CheckedConfig> => {
  const path = config.gateway?.licence;
  if (path === undefined) return config;
  const licence = await readIfThere(join(workingCopy, path));
  if (licence === undefined) throw new DevError("CONFIG_INVALID", `gateway.licence names ${path}, which is not in ${workingCopy}`, { hint: `Put the licence there, or leave gateway.licence out of ${CONFIG_FILE}.` });
  return { ...config, credentials: { ...config.credentials, [LICENCE_CREDENTIAL]: licence.trim() } };
};

/** Pinned secrets that nothing asks for would be pinned for nothing, and the services keep random ones. Loaded for who pins any. */
const pinnedForNothing = async ({ services }: Stack, pinned: Readonly<Record<string, string>> = {}): Promise<readonly string[]> => {
  if (Object.keys(pinned).length === 0) return [];
  const { credentialNames } = await import("./desired-state.ts");
  const known = credentialNames(services);
  return Object.keys(pinned).filter((name) => !known.includes(name)).map((name) => {
    const meant = closest(name, known);
    return `credentials pins "${name}", which no service asks for${meant === undefined ? `: they ask for ${known.join(", ")}` : `; did you mean "${meant}"?`}`;
  });
};

const instanceHere = (workingCopy: string): Instance => ({ ...instanceOf(workingCopy), place: folderPlace() });

/**
 * Reads and checks a project's definition.
 *
 * @param identify Who knows the instance of a working copy. @default its id is made from the path
 * @throws {DevError} `CONFIG_INVALID`, `STACK_INVALID`, `DEPENDENCY_CYCLE`: all problems at once, nothing touched yet.
 */
export const openProject = async ({ cwd }: Pick<Surroundings, "cwd">, identify: (workingCopy: string) => Instance | Promise<Instance> = instanceHere): Promise<Project> => {
  const workingCopy = await findWorkingCopy(cwd);
  const loaded = await loadConfig(join(workingCopy, CONFIG_FILE), self);
  const { path } = loaded;
  const config = await withLicence(workingCopy, loaded.config);
  const settings = settingsFrom(config, await ownFiles(workingCopy, config));
  const neotool = neotoolStack(settings);
  const stack = { ...neotool, defaultProfile: config.profile ?? neotool.defaultProfile };
  const problems = path === undefined ? [] : [...problemsIn(stack), ...(await pinnedForNothing(stack, loaded.config.credentials))]; // without a config it is ours alone, and tests have looked
  if (problems.length > 0) {
    throw new DevError("STACK_INVALID", `The definition has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}`, {
      hint: `Mend ${path ?? "the definition"}; nothing was touched.`,
      evidence: problems,
    });
  }
  if (path !== undefined) startOrder(stack.services);
  return { instance: await identify(workingCopy), directory: instanceDirectory(workingCopy), config, configPath: path, settings, stack };
};
