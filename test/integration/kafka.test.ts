import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { neotool } from "../support/cli.ts";
import { consume, produce, withAdmin } from "../support/kafka.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { execute, variable } from "../support/services.ts";

const { env, workingCopy } = inject("stack");
const BROKERS = variable(env, "KAFKA_BROKERS");

/** A topic for one test, with everything that was said about it removed afterwards. */
const withTopic = async (use: (topic: string) => Promise<void>): Promise<void> => {
  const topic = `test.${randomUUID()}`;
  await withAdmin(BROKERS, (admin) => admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 }));
  try {
    await use(topic);
  } finally {
    await withAdmin(BROKERS, async (admin) => {
      const groups = [...(await admin.listGroups()).keys()].filter((group) => group.startsWith(topic));
      if (groups.length > 0) await admin.deleteGroups({ groups });
      await admin.deleteTopics({ topics: [topic] });
    });
  }
};

const produceInside = (topic: string, values: readonly string[]) => execute(["kafka-console-producer", "--topic", topic], values.map((value) => `${value}\n`).join(""));

const consumeInside = async (topic: string, count: number): Promise<readonly string[]> =>
  (await execute(["kafka-console-consumer", "--topic", topic, "--from-beginning", "--max-messages", String(count), "--timeout-ms", "30000"])).split("\n");

test("what an application on the host produces, it consumes again, in order", () =>
  withTopic(async (topic) => {
    const values = Array.from({ length: 100 }, (_, index) => `order ${index}`);
    await produce(BROKERS, topic, values);
    expect(await consume(BROKERS, topic, topic, 100)).toEqual(values);
  }));

test("the host and a container read what the other wrote", () =>
  withTopic(async (topic) => {
    await produce(BROKERS, topic, ["from the host"]);
    await produceInside(topic, ["from the container", "grüße"]);
    expect(await consumeInside(topic, 3)).toEqual(["from the host", "from the container", "grüße"]);
    expect(await consume(BROKERS, topic, topic, 3)).toEqual(["from the host", "from the container", "grüße"]);
  }));

test("the topics of the config are there, with their partitions and their retention", async () => {
  expect(await withAdmin(BROKERS, async (admin) => (await admin.listTopics()).filter((topic) => topic.startsWith("order.")).sort())).toEqual(["order.cancelled", "order.created"]);
  const described = await execute(["kafka-topics", "--describe", "--topic", "order\\..*"]);
  expect(described).toMatch(/Topic: order\.created\s.*PartitionCount: 3\s.*Configs: .*retention\.ms=3600000/);
  expect(described).toMatch(/Topic: order\.cancelled\s.*PartitionCount: 1\s/);
});

test("producing to a topic that nobody defined fails, and does not make it", async () => {
  const typo = `test.typo.${randomUUID()}`;
  await expect(produce(BROKERS, typo, ["lost"])).rejects.toThrow();
  expect(await withAdmin(BROKERS, (admin) => admin.listTopics())).not.toContain(typo);
});

test("the broker names itself by the address that applications are given", async () => {
  const { brokers } = await withAdmin(BROKERS, (admin) => admin.metadata({ topics: [] }));
  const port = Number(new URL(`kafka://${BROKERS}`).port);
  expect([...brokers.values()].map(({ host, port: advertised }) => ({ host, port: advertised }))).toEqual([{ host: "127.0.0.1", port }]);
});

test("records and the offsets of consumer groups survive a restart", () =>
  withTopic(async (topic) => {
    await produce(BROKERS, topic, ["one", "two", "three"]);
    expect(await consume(BROKERS, topic, topic, 1)).toEqual(["one"]);
    const restarted = await neotool(["restart", "kafka"], { cwd: workingCopy });
    expect(restarted).toMatchObject({ exitCode: 0 });
    expect(await consume(BROKERS, topic, topic, 2)).toEqual(["two", "three"]);
    expect(await execute(["kafka-get-offsets", "--topic", topic])).toBe(`${topic}:0:3`);
  }));

leavesNothingBehind(() =>
  withAdmin(BROKERS, async (admin) => ({
    topics: (await admin.listTopics()).filter((topic) => topic !== "__consumer_offsets").sort(),
    groups: [...(await admin.listGroups()).keys()].filter((group) => group.startsWith("test.")),
  })),
);
