import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { judgeAll } from "../isolation/judge.ts";
import { isLeased } from "../isolation/lease.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { KafkaStore } from "../stores.ts";
import { failedWith, openAdmin } from "./admin.ts";
import { chooseFromKafka, type Chosen } from "./choose.ts";
import { deleteGroups, emptyGroups, listGroupIds } from "./groups.ts";
import { heldRecords } from "./held-records.ts";
import { kafkaSweeper } from "./isolate/sweep.ts";
import { remakeTopics } from "./remake-topics.ts";
import { SEED_LEDGER_TOPIC } from "./seed-topics.ts";
import { describeTopics, topicIds, waitForLeaders, type KnownTopic } from "./topics.ts";

const WIPING = { what: "Kafka could not be wiped", hint: "neotool dev logs kafka says more. Run the same command again: it goes on where this one ended." } as const;

/**
 * Topics and consumer groups, but for those that tests have isolated.
 *
 * @param keep Called with the topics before the first is deleted: whoever finds a killed run makes them again by it.
 */
export const kafkaWiper = (store: KafkaStore, scope: NonNullable<Scopes["kafka"]>, keep: (topics: readonly Topic[]) => Promise<void>, clock: Clock): Wiper => {
  const before = new Map<string, KnownTopic>();
  let groups: readonly string[] = [];
  const admin = openAdmin(store.address, "neotool");
  const isOurs = (name: string): boolean => !isLeased(name);
  const withChosen = async <T>(signal: AbortSignal, use: (chosen: Chosen) => Promise<T>): Promise<T> => {
    const chosen = async () => {
      const [topics, ids] = await Promise.all([admin.listTopics(), listGroupIds(admin)]);
      return await use(chooseFromKafka(scope, topics.filter(isOurs).toSorted(), ids.filter(isOurs)));
    };
    return await chosen().catch(failedWith(WIPING, signal));
  };
  const found = async (): Promise<readonly string[]> => {
    const names = [...before.keys()];
    const [ids, empty] = await Promise.all([topicIds(admin, names), emptyGroups(admin, groups)]);
    const old = names.filter((name) => ids.get(name) === before.get(name)?.id).map((name) => `topic ${name} was not made anew`);
    const gone = names.filter((name) => !ids.has(name)).map((name) => `topic ${name} did not come back`);
    return [...old, ...gone, ...empty.map((group) => `consumer group ${group}`)];
  };
  return {
    store: "kafka",
    greet: (signal) => withChosen(signal, async () => {}),
    holdings: (signal) =>
      withChosen(signal, async (chosen): Promise<readonly Holding[]> => {
        const topics = await describeTopics(admin, chosen.topics);
        const held = await heldRecords(admin, topics);
        return [
          ...topics.filter(({ name }) => name !== SEED_LEDGER_TOPIC).map(({ name }): Holding => ({ store: "kafka", kind: "topic", name, count: { number: held.get(name)?.records ?? 0, unit: "records", isEstimate: false }, bytes: held.get(name)?.bytes })),
          ...chosen.groups.map((name): Holding => ({ store: "kafka", kind: "consumer group", name, count: undefined, bytes: undefined })),
        ];
      }),
    wipe: (signal) =>
      withChosen(signal, async (chosen) => {
        const topics = await describeTopics(admin, chosen.topics);
        for (const topic of topics) before.set(topic.name, topic);
        groups = chosen.groups;
        await keep(topics);
        await remakeTopics(admin, topics, clock, signal);
        await waitForLeaders(admin, topics.map(({ name }) => name), clock, signal);
        const kept = await deleteGroups(admin, chosen.groups);
        return kept.map((group) => `the consumer group ${group} has members that came back at once: its committed offsets are gone, the group is not`);
      }),
    isolated: kafkaSweeper(store, judgeAll, clock, admin),
    left: (signal) => found().catch(failedWith(WIPING, signal)),
    [Symbol.asyncDispose]: () => admin.close().catch(() => {}), // never connected: what failed before says why
  };
};
