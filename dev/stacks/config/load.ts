import { DevError } from "../../errors/dev-error.ts";
import { readIfThere } from "../../platform/files.ts";
import type { CheckedConfig } from "./schema.ts";

export const CONFIG_FILE = "neotool.config.ts";

/** A project's config; `path` is undefined when it has none. */
export interface LoadedConfig {
  readonly config: CheckedConfig;
  readonly path: string | undefined;
}

/**
 * Reads `neotool.config.ts` of a working copy, by Node's own type stripping. No file is no error: the defaults hold.
 *
 * @param path Absolute path of the file that may be there.
 * @param self URL of this package's entry, so that `import … from "neotool"` works where the package is not installed.
 * @throws {DevError} `CONFIG_INVALID` with every problem and its file:line:column.
 */
export const loadConfig = async (path: string, self: string): Promise<LoadedConfig> => {
  const source = await readIfThere(path).catch((cause: unknown) => {
    throw new DevError("CONFIG_INVALID", `${CONFIG_FILE} cannot be read`, { hint: `It is no file, or somebody else's: see ${path}`, cause });
  });
  if (source === undefined) return { config: {}, path: undefined };
  const { checkConfig } = await import("./check-config.ts"); // a parser and a schema, a quarter of `status`, for who has no config
  return { config: await checkConfig(path, source, self), path };
};
