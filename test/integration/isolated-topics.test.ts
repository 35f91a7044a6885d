import { Consumer, stringDeserializers } from "@platformatic/kafka";
import { expect, inject, onTestFinished, test } from "vitest";
import { listGroupIds } from "../../dev/data/kafka/groups.ts";
import { describeTopics } from "../../dev/data/kafka/topics.ts";
import { isolationAt, running, storesAt } from "../support/isolation.ts";
import { consume, produce, recordsIn, topicContents, withAdmin } from "../support/kafka.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { variable } from "../support/services.ts";
import { until } from "../support/until.ts";

const { workingCopy, env } = inject("stack");
const BROKERS = variable(env, "KAFKA_BROKERS");

/** Whatever is there below a prefix. */
const below = (prefix: string): Promise<readonly string[]> => withAdmin(BROKERS, async (admin) => [...(await admin.listTopics()), ...(await listGroupIds(admin))].filter((name) => name.startsWith(prefix)));

test("its topics have the definition's partitions and settings, can be written to at once, and are nobody else's", async () => {
  await using isolation = await isolationAt(workingCopy);
  const defined = running((await storesAt(workingCopy)).kafka).action.topics;
  const before = await recordsIn(BROKERS, "order.created");
  await using one = await isolation.topics();
  await using other = await isolation.topics();
  const made = await withAdmin(BROKERS, (admin) => describeTopics(admin, defined.map(({ name }) => one.topic(name))));
  expect(made.map(({ name, partitions, configs }) => ({ name, partitions, configs }))).toEqual(defined.map((topic) => ({ ...topic, name: one.topic(topic.name) })));
  expect(one.topics).toEqual(defined.map(({ name }) => name));
  await produce(BROKERS, one.topic("order.created"), ["mine"]);
  await produce(BROKERS, other.topic("order.created"), ["theirs", "too"]);
  expect((await topicContents(BROKERS, one.topic("order.created"))).map((line) => line.slice(2))).toEqual(["- mine"]);
  expect(await recordsIn(BROKERS, "order.created")).toBe(before);
  expect(one.client()).toEqual({ clientId: expect.stringMatching(/^nt-test-.*-test$/), brokers: [BROKERS.replace("localhost", "127.0.0.1")] });
});

test("topics that the definition has not are made as they are asked for, also later", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using scope = await isolation.topics({ topics: [{ name: "wide", partitions: 4, configs: { "cleanup.policy": "compact" } }] });
  await scope.create(["plain", "wide"]);
  const made = await withAdmin(BROKERS, (admin) => describeTopics(admin, ["wide", "plain"].map(scope.topic)));
  expect(made.map(({ partitions, configs }) => ({ partitions, configs }))).toEqual([{ partitions: 4, configs: { "cleanup.policy": "compact" } }, { partitions: 1, configs: {} }]);
});

test("a restore empties its topics and forgets what its groups have read; another scope keeps both", async () => {
  await using isolation = await isolationAt(workingCopy);
  const scopes = [await isolation.topics({ topics: ["order.cancelled"] }), await isolation.topics({ topics: ["order.cancelled"] })] as const;
  for (const scope of scopes) {
    await produce(BROKERS, scope.topic("order.cancelled"), ["one", "two"]);
    expect(await consume(BROKERS, scope.topic("order.cancelled"), scope.group("billing"), 1)).toEqual(["one"]);
  }
  await scopes[0].restore();
  expect(await below(scopes[0].prefix)).toEqual([scopes[0].topic("order.cancelled")]);
  await produce(BROKERS, scopes[0].topic("order.cancelled"), ["new"]);
  expect(await consume(BROKERS, scopes[0].topic("order.cancelled"), scopes[0].group("billing"), 1)).toEqual(["new"]);
  expect(await consume(BROKERS, scopes[1].topic("order.cancelled"), scopes[1].group("billing"), 1)).toEqual(["two"]);
});

test("it ends with everything below its prefix while a consumer is still connected", async () => {
  await using isolation = await isolationAt(workingCopy);
  const scope = await isolation.topics({ topics: ["order.created"] });
  const consumer = new Consumer({ clientId: "neotool-test", bootstrapBrokers: [BROKERS], groupId: scope.group("left-open"), deserializers: stringDeserializers, retries: 0 });
  onTestFinished(() => consumer.close(true).catch(() => {}));
  const stream = await consumer.consume({ topics: [scope.topic("order.created")], mode: "earliest", maxWaitTime: 100 });
  stream.on("error", () => {}); // its topic goes
  await until("the group has its member", async () => (await below(scope.prefix)).includes(scope.group("left-open")));
  await scope[Symbol.asyncDispose]();
  expect((await below(scope.prefix)).filter((name) => name !== scope.group("left-open"))).toEqual([]);
  await consumer.close(true).catch(() => {});
  // One whose member comes back at once is the next sweep's.
  await withAdmin(BROKERS, (admin) => admin.deleteGroups({ groups: [scope.group("left-open")] })).catch(() => {});
});

leavesNothingBehind(() => below("nt-test-"));
