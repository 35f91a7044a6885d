import type { Admin } from "@platformatic/kafka";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { isLeased } from "../isolation/lease.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { KafkaStore } from "../stores.ts";
import { withAdmin } from "./admin.ts";
import { chooseFromKafka, type Chosen } from "./choose.ts";
import { deleteGroups, emptyGroups, listGroupIds } from "./groups.ts";
import { heldRecords } from "./held-records.ts";
import { remakeTopic } from "./remake-topic.ts";
import { SEED_LEDGER_TOPIC } from "./seed-topics.ts";
import { describeTopics, waitForLeaders, type KnownTopic } from "./topics.ts";

const WIPING = { what: "Kafka could not be wiped", hint: "neotool dev logs kafka says more. Run the same command again: it goes on where this one ended." } as const;

/**
 * Topics and consumer groups, but for those that tests have isolated.
 *
 * @param keep Called with the topics before the first is deleted: whoever finds a killed run makes them again by it.
 */
export const kafkaWiper = ({ address }: KafkaStore, scope: NonNullable<Scopes["kafka"]>, keep: (topics: readonly Topic[]) => Promise<void>, clock: Clock): Wiper => {
  const before = new Map<string, KnownTopic>();
  let groups: readonly string[] = [];
  const withChosen = <T>(signal: AbortSignal, use: (admin: Admin, chosen: Chosen) => Promise<T>): Promise<T> =>
    withAdmin(address, WIPING, signal, async (admin) => use(admin, chooseFromKafka(scope, (await admin.listTopics()).filter((name) => !isLeased(name)).toSorted(), (await listGroupIds(admin)).filter((name) => !isLeased(name)))));
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
        await Promise.all(topics.map((topic) => remakeTopic(admin, topic, clock, signal)));
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
