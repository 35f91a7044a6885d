import type { Admin } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { awaitReady } from "../../probes/await-ready.ts";
import { isKafkaError } from "./admin.ts";
import { createTopics, describeTopics } from "./topics.ts";

const HINT = "neotool dev logs kafka says more. Run the same command again: it goes on where this one ended.";

/** How long a deleted topic may be told of. */
const GONE_WITHIN_MS = 15_000;
/** Who asks for a topic between its end and its return makes it again, where the broker is told to allow that. */
const TRIES = 5;

const isLike = (one: Topic, other: Topic): boolean => one.partitions === other.partitions && JSON.stringify(Object.entries(one.configs).sort()) === JSON.stringify(Object.entries(other.configs).sort());

const unless = (...known: readonly string[]) => (error: unknown): void => {
  if (!known.some((id) => isKafkaError(error, id))) throw error;
};

/** Deletes topics, and waits until nobody is told of them any more. @throws {DevError} `TASK_FAILED` */
export const deleteTopics = async (admin: Admin, names: readonly string[], clock: Clock, signal: AbortSignal): Promise<void> => {
  if (names.length === 0) return;
  await admin.deleteTopics({ topics: [...names] }).catch(unless("UNKNOWN_TOPIC_OR_PARTITION")); // a run that was killed has deleted it, or somebody else does
  const gone = await awaitReady(
    async () => {
      const left = (await admin.listTopics()).filter((name) => names.includes(name));
      return left.length === 0 ? { ready: true } : { ready: false, reason: left.join(", ") };
    },
    { timeoutMs: GONE_WITHIN_MS, signal },
    clock,
  );
  if (!gone.ready) throw new DevError("TASK_FAILED", `Kafka was told to delete ${gone.reason}, and still has it`, { hint: HINT });
};

/** Deletes topics, waits until nobody is told of them any more, and makes them again with their own settings: each with all others, for the broker takes as long for one. */
export const remakeTopics = async (admin: Admin, topics: readonly Topic[], clock: Clock, signal: AbortSignal): Promise<void> => {
  let left = topics;
  for (let tries = 1; left.length > 0; tries += 1) {
    const names = left.map(({ name }) => name);
    await deleteTopics(admin, names, clock, signal);
    await createTopics(admin, left).catch(tries === TRIES ? undefined : unless("TOPIC_ALREADY_EXISTS"));
    const made = await describeTopics(admin, names);
    left = left.filter((topic) => !made.some((one) => one.name === topic.name && isLike(one, topic)));
    if (tries === TRIES && left[0]) throw new DevError("TASK_FAILED", `The topic ${left[0].name} comes back with other settings whenever it is deleted: a client asks for it`, { hint: "Stop that client, or set kafka.autoCreateTopics to false in neotool.config.ts." });
  }
};
