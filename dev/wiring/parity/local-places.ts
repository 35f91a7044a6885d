import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { LocalPlaces } from "../../parity/local/definition.ts";
import { isRecord } from "../../platform/is-record.ts";
import { source } from "../desired-state.ts";
import type { Project } from "../project.ts";

const isSet = (config: unknown, path: readonly string[]): boolean => {
  const found = path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), config);
  return found !== undefined;
};

/** Where our side is written: the config, where it says something, and the files of this package. */
export const localPlaces = async ({ config, configPath, instance }: Project): Promise<LocalPlaces> => {
  if (configPath === undefined) return { source, configKey: () => undefined };
  const { parseConfig } = await import("../../stacks/config/locate.ts");
  const parsed = parseConfig(await readFile(configPath, "utf8"));
  const file = relative(instance.workingCopy, configPath);
  return {
    source,
    configKey: (path) => (parsed.ok && isSet(config, path) ? { kind: "file", file, line: parsed.locate(path).line } : undefined),
  };
};
