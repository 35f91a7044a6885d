import type { Topic } from "../model/task.ts";
import { closest } from "../platform/closest.ts";
import { isRecord } from "../platform/is-record.ts";
import type { SeedFile } from "./dataset.ts";
import { readSeedYaml } from "./seed-yaml.ts";

const KEYS = ["partitions", "configs"] as const;

/** `topics.yaml`: by name, each with `partitions` (1) and `configs`, as in neotool.config.ts. @throws {DevError} `SEED_INVALID` */
export const readTopics = async (file: SeedFile): Promise<readonly Topic[]> => {
  const { entries, invalid } = await readSeedYaml(file);
  return entries.map(([name, value]) => {
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/.test(name)) throw invalid([name], `"${name}" is no name for a topic: letters, digits and . _ -, at most 249`);
    const topic = value ?? {};
    if (!isRecord(topic)) throw invalid([name], `${name} is no mapping of partitions and configs`);
    for (const key of Object.keys(topic)) {
      if (KEYS.some((known) => known === key)) continue;
      const meant = closest(key, KEYS);
      throw invalid([name, key], `${name}.${key} is not a known key${meant === undefined ? "" : `; did you mean "${meant}"?`}`);
    }
    const { partitions = 1, configs = {} } = topic;
    if (typeof partitions !== "number" || !Number.isSafeInteger(partitions) || partitions < 1) throw invalid([name, "partitions"], `${name}.partitions is no number from 1 on`);
    if (!isRecord(configs)) throw invalid([name, "configs"], `${name}.configs is no mapping`);
    return { name, partitions, configs: Object.fromEntries(Object.entries(configs).map(([key, setting]) => [key, String(setting)])) };
  });
};
