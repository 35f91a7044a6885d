import type { Admin } from "@platformatic/kafka";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { awaitReady } from "../../probes/await-ready.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { KafkaStore } from "../stores.ts";
import { isKafkaError, withAdmin } from "./admin.ts";
import { chooseFromKafka, type Chosen } from "./choose.ts";
import { deleteGroups, emptyGroups, listGroupIds } from "./groups.ts";
import { heldRecords } from "./held-records.ts";
import { SEED_LEDGER_TOPIC } from "./seed-topics.ts";
import { createTopic, describeTopics, waitForLeaders, type KnownTopic } from "./topics.ts";

const WIPING = { what: "Kafka could not be wiped", hint: "neotool dev logs kafka says more. Run the same command again: it goes on where this one ended." } as const;

/** How long a deleted topic may be told of. */
const GONE_WITHIN_MS = 15_000;
/** Who asks for a topic between its end and its return makes it again, where the broker is told to allow that. */
const TRIES = 5;

const isLike = (one: Topic, other: Topic): boolean => one.partitions === other.partitions && JSON.stringify(Object.entries(one.configs).sort()) === JSON.stringify(Object.entries(other.configs).sort());

/** Deletes a topic, waits until nobody is told of it any more, and makes it again with its own settings. */
const remake = async (admin: Admin, topic: Topic, clock: Clock, signal: AbortSignal): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    await admin.deleteTopics({ topics: [topic.name] }).catch((error: unknown) => {
      if (!isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION")) throw error; // a run that was killed has deleted it
    });
    const gone = await awaitReady(
      async () => ((await admin.listTopics()).includes(topic.name) ? { ready: false, reason: "it is still told of" } : { ready: true }),
      { timeoutMs: GONE_WITHIN_MS, signal },
      clock,
    );
    if (!gone.ready) throw new DevError("TASK_FAILED", `Kafka was told to delete the topic ${topic.name}, and still has it`, { hint: WIPING.hint });
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

/**
 * Topics and consumer groups.
 *
 * @param keep Called with the topics before the first is deleted: whoever finds a killed run makes them again by it.
 */
export const kafkaWiper = ({ address }: KafkaStore, scope: NonNullable<Scopes["kafka"]>, keep: (topics: readonly Topic[]) => Promise<void>, clock: Clock): Wiper => {
  const before = new Map<string, KnownTopic>();
  let groups: readonly string[] = [];
  const withChosen = <T>(signal: AbortSignal, use: (admin: Admin, chosen: Chosen) => Promise<T>): Promise<T> =>
    withAdmin(address, WIPING, signal, async (admin) => use(admin, chooseFromKafka(scope, (await admin.listTopics()).toSorted(), await listGroupIds(admin))));
  return {
    store: "kafka",
    holdings: (signal) =>
      withChosen(signal, async (admin, chosen): Promise<readonly Holding[]> => {
        const topics = await describeTopics(admin, chosen.topics);
        const held = await heldRecords(admin, topics);
        return [
          ...topics.filter(({ name }) => name !== SEED_LEDGER_TOPIC).map(({ name }): Holding => ({ store: "kafka", kind: "topic", name, count: { number: held.get(name)?.records ?? 0, unit: "records", isEstimate: false }, bytes: held.get(name)?.bytes })),
          ...chosen.groups.map((name): Holding => ({ store: "kafka", kind: "consumer group", name, count: undefined, bytes: undefined })),
        ];
      }),
    wipe: (signal) =>
      withChosen(signal, async (admin, chosen) => {
        const topics = await describeTopics(admin, chosen.topics);
        for (const topic of topics) before.set(topic.name, topic);
        groups = chosen.groups;
        await keep(topics);
        await Promise.all(topics.map((topic) => remake(admin, topic, clock, signal)));
        await waitForLeaders(admin, topics.map(({ name }) => name), clock, signal);
        const kept = await deleteGroups(admin, chosen.groups);
        return kept.map((group) => `the consumer group ${group} has members that came back at once: its committed offsets are gone, the group is not`);
      }),
    left: (signal) =>
      withAdmin(address, WIPING, signal, async (admin) => {
        const topics = await describeTopics(admin, [...before.keys()]);
        const old = topics.filter(({ name, id }) => before.get(name)?.id === id).map(({ name }) => `topic ${name} was not made anew`);
        const gone = [...before.keys()].filter((name) => !topics.some((topic) => topic.name === name)).map((name) => `topic ${name} did not come back`);
        return [...old, ...gone, ...(await emptyGroups(admin, groups)).map((group) => `consumer group ${group}`)];
      }),
  };
};
