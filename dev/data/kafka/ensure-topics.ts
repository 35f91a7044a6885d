import { ConfigResourceTypes, IncrementalAlterConfigOperationTypes, type Admin } from "@platformatic/kafka";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Address } from "../../probes/address.ts";
import { withAdmin } from "./admin.ts";
import { createTopics, waitForLeaders } from "./topics.ts";

const SETTING_UP = { what: "Kafka's topics could not be set up", hint: "Look at kafka.topics in neotool.config.ts, and at `neotool dev logs kafka`." } as const;

/**
 * Makes the topics that are missing, adds partitions, sets the configured settings, and waits until every partition has
 * a leader: a producer that comes next must not meet "unknown topic".
 *
 * @returns what could not be done and why: partitions cannot be taken away.
 * @throws {DevError} `TASK_FAILED`
 */
export const ensureTopics = async (topics: readonly Topic[], address: Address, clock: Clock, signal: AbortSignal): Promise<readonly string[]> => {
  if (topics.length === 0) return [];
  return await withAdmin(address, SETTING_UP, signal, async (admin) => {
    const notices = await adjust(admin, await createMissing(admin, topics));
    await waitForLeaders(admin, topics.map(({ name }) => name), clock, signal);
    return notices;
  });
};

/** @returns those that were there. */
const createMissing = async (admin: Admin, topics: readonly Topic[]): Promise<readonly Topic[]> => {
  const existing = await admin.listTopics();
  await createTopics(admin, topics.filter(({ name }) => !existing.includes(name)));
  return topics.filter(({ name }) => existing.includes(name));
};

/** What is there stays as it is. @throws {DevError} `TASK_FAILED` */
export const makeMissingTopics = (topics: readonly Topic[], address: Address, clock: Clock, signal: AbortSignal): Promise<void> =>
  withAdmin(address, SETTING_UP, signal, async (admin) => {
    await createMissing(admin, topics);
    await waitForLeaders(admin, topics.map(({ name }) => name), clock, signal);
  });

const adjust = async (admin: Admin, topics: readonly Topic[]): Promise<readonly string[]> => {
  if (topics.length === 0) return [];
  const { topics: known } = await admin.metadata({ topics: topics.map(({ name }) => name), forceUpdate: true });
  const notices: string[] = [];
  for (const { name, partitions, configs } of topics) {
    const have = known.get(name)?.partitionsCount ?? partitions;
    if (have < partitions) await admin.createPartitions({ topics: [{ name, count: partitions }] });
    if (have > partitions) notices.push(`topic ${name} has ${have} partitions and the config says ${partitions}: Kafka cannot take partitions away`);
    const entries = Object.entries(configs);
    if (entries.length === 0) continue;
    await admin.incrementalAlterConfigs({
      resources: [
        {
          resourceType: ConfigResourceTypes.TOPIC,
          resourceName: name,
          configs: entries.map(([key, value]) => ({ name: key, value, configOperation: IncrementalAlterConfigOperationTypes.SET })),
        },
      ],
      validateOnly: false,
    });
  }
  return notices;
};
