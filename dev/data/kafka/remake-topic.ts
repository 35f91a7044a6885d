import type { Admin } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { awaitReady } from "../../probes/await-ready.ts";
import { isKafkaError } from "./admin.ts";
import { createTopic, describeTopics } from "./topics.ts";

const HINT = "neotool dev logs kafka says more. Run the same command again: it goes on where this one ended.";

/** How long a deleted topic may be told of. */
const GONE_WITHIN_MS = 15_000;
/** Who asks for a topic between its end and its return makes it again, where the broker is told to allow that. */
const TRIES = 5;

const isLike = (one: Topic, other: Topic): boolean => one.partitions === other.partitions && JSON.stringify(Object.entries(one.configs).sort()) === JSON.stringify(Object.entries(other.configs).sort());

/** Deletes a topic, waits until nobody is told of it any more, and makes it again with its own settings. */
export const remakeTopic = async (admin: Admin, topic: Topic, clock: Clock, signal: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    await admin.deleteTopics({ topics: [topic.name] }).catch((error: unknown) => {
      if (!isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION")) throw error; // a run that was killed has deleted it
    });
    const gone = await awaitReady(
      async () => ((await admin.listTopics()).includes(topic.name) ? { ready: false, reason: "it is still told of" } : { ready: true }),
      { timeoutMs: GONE_WITHIN_MS, signal },
      clock,
    );
    if (!gone.ready) throw new DevError("TASK_FAILED", `Kafka was told to delete the topic ${topic.name}, and still has it`, { hint: HINT });
    try {
      await createTopic(admin, topic);
    } catch (error) {
      if (!isKafkaError(error, "TOPIC_ALREADY_EXISTS") || tries === TRIES) throw error;
    }
    const [made] = await describeTopics(admin, [topic.name]);
    if (made && isLike(made, topic)) return;
    if (tries === TRIES) throw new DevError("TASK_FAILED", `The topic ${topic.name} comes back with other settings whenever it is deleted: a client asks for it`, { hint: "Stop that client, or set kafka.autoCreateTopics to false in neotool.config.ts." });
  }
};
