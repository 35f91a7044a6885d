import { Admin, ConfigResourceTypes, IncrementalAlterConfigOperationTypes } from "@platformatic/kafka";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Address } from "../../probes/address.ts";
import { awaitReady } from "../../probes/await-ready.ts";

const LEADERS_WITHIN_MS = 15_000;

/**
 * Makes the topics that are missing, adds partitions, sets the configured settings, and waits until every partition has
 * a leader: a producer that comes next must not meet "unknown topic".
 *
 * @returns what could not be done and why: partitions cannot be taken away.
 * @throws {DevError} `TASK_FAILED`
 */
export const ensureTopics = async (topics: readonly Topic[], address: Address, clock: Clock, signal: AbortSignal): Promise<readonly string[]> => {
  if (topics.length === 0) return [];
  const admin = new Admin({ clientId: "neotool", bootstrapBrokers: [{ ...address }], retries: 3 });
  try {
    const existing = await admin.listTopics();
    const missing = topics.filter(({ name }) => !existing.includes(name));
    for (const topic of missing) await create(admin, topic);
    const notices = await adjust(admin, topics.filter((topic) => !missing.includes(topic)));
    await waitForLeaders(admin, topics, clock, signal);
    return notices;
  } catch (cause) {
    if (cause instanceof DevError || signal.aborted) throw cause;
    throw new DevError("TASK_FAILED", `Kafka's topics could not be set up: ${reason(cause)}`, {
      hint: "Look at kafka.topics in neotool.config.ts, and at `neotool dev logs kafka`.",
      cause,
    });
  } finally {
    await admin.close().catch(() => {}); // never connected: what failed before says why
  }
};

/** The client wraps the broker's answer twice; the broker's own sentence, where it gives one, names the setting. */
const reason = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error instanceof Error && "serverErrorMessage" in error && typeof error.serverErrorMessage === "string" ? error.serverErrorMessage : rootMessage(error);
};

const create = (admin: Admin, { name, partitions, configs }: Topic) =>
  admin.createTopics({ topics: [{ topic: name, partitions, replicas: 1 }], configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })) });

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

const waitForLeaders = async (admin: Admin, topics: readonly Topic[], clock: Clock, signal: AbortSignal): Promise<void> => {
  const names = topics.map(({ name }) => name);
  const question = async () => {
    const { topics: known } = await admin.metadata({ topics: names, forceUpdate: true });
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
