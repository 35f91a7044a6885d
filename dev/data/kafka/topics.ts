import { ConfigResourceTypes, type Admin } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { awaitReady } from "../../probes/await-ready.ts";
import { allEnded } from "../isolation/dispose-all.ts";

const LEADERS_WITHIN_MS = 15_000;

/** A topic as the broker has it. */
export interface KnownTopic extends Topic {
  /** Another one for a topic that was deleted and made again. */
  readonly id: string;
}

/** Set on the topic itself, and no default of the broker's. */
const OWN_SETTING = 1;

/** The ids of those of these topics that the broker knows, by name. */
export const topicIds = async (admin: Admin, names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (names.length === 0) return new Map();
  const { topics } = await admin.metadata({ topics: [...names], forceUpdate: true });
  return new Map([...topics].map(([name, { id }]) => [name, id]));
};

/** What the broker says of these topics; those that it does not know are left out. */
export const describeTopics = async (admin: Admin, names: readonly string[]): Promise<readonly KnownTopic[]> => {
  if (names.length === 0) return [];
  const [{ topics }, described] = await Promise.all([
    admin.metadata({ topics: [...names], forceUpdate: true }),
    admin.describeConfigs({ resources: names.map((resourceName) => ({ resourceType: ConfigResourceTypes.TOPIC, resourceName })) }),
  ]);
  return names.flatMap((name): readonly KnownTopic[] => {
    const known = topics.get(name);
    if (!known) return [];
    const configs = described.find(({ resourceName }) => resourceName === name)?.configs ?? [];
    const own = configs.flatMap(({ name: key, value, configSource }): [string, string][] => (configSource === OWN_SETTING && value != null ? [[key, value]] : []));
    return [{ name, id: known.id, partitions: known.partitionsCount, configs: Object.fromEntries(own) }];
  });
};

/** Pure. Those with equal settings together: the broker takes topics of many shapes in one request, but the client one set of settings for all. */
export const bySettings = (topics: readonly Topic[]): readonly (readonly Topic[])[] => [
  ...Map.groupBy(topics, ({ configs }) => JSON.stringify(Object.entries(configs).sort())).values(),
];

/** @throws the client's own error when one of them cannot be made; the others are. */
export const createTopics = (admin: Admin, topics: readonly Topic[]): Promise<void> =>
  allEnded(
    bySettings(topics).map((alike) =>
      admin.createTopics({
        topics: alike.map(({ name, partitions }) => ({ topic: name, partitions, replicas: 1 })),
        configs: Object.entries(alike[0]?.configs ?? {}).map(([name, value]) => ({ name, value })),
      }),
    ),
  );

/** Until every partition has a leader: a producer that comes next must not meet "unknown topic". @throws {DevError} `TASK_FAILED` */
export const waitForLeaders = async (admin: Admin, names: readonly string[], clock: Clock, signal: AbortSignal): Promise<void> => {
  if (names.length === 0) return;
  const question = async () => {
    const { topics: known } = await admin.metadata({ topics: [...names], forceUpdate: true });
    const leaderless = names.filter((name) => {
      const topic = known.get(name);
      return !topic || topic.partitions.some(({ leader }) => leader < 0);
    });
    return leaderless.length === 0 ? ({ ready: true } as const) : ({ ready: false, reason: `no leader yet for ${leaderless.join(", ")}` } as const);
  };
  const verdict = await awaitReady(question, { timeoutMs: LEADERS_WITHIN_MS, signal }, clock);
  if (!verdict.ready) {
    throw new DevError("TASK_FAILED", `Kafka made the topics, but ${verdict.reason}`, { hint: "neotool dev logs kafka says why." });
  }
};
