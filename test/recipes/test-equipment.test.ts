import type { Container, ContainerCreateOptions } from "dockerode";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { lockedImage } from "../../dev/images/lock.ts";
import { presentImage } from "../../dev/images/present.ts";
import { docker, testEngine } from "../support/engine.ts";
import { buildKafkaExporter } from "../support/test-equipment.ts";
import { until } from "../support/until.ts";

/** Starts a container that goes when the test ends. */
const start = async (options: ContainerCreateOptions): Promise<Container> => {
  const container = await (await docker()).createContainer(options);
  onTestFinished(async () => void (await container.remove({ force: true, v: true })));
  await container.start();
  return container;
};

/** What a program inside prints; empty where it fails. */
const inside = async (container: Container, ...command: readonly string[]): Promise<string> => {
  const { socket } = await testEngine();
  const { stdout, exitCode } = await execa("docker", ["exec", container.id, ...command], { env: { DOCKER_HOST: `unix://${socket}` }, reject: false, timeout: 60_000 });
  return exitCode === 0 ? stdout : "";
};

const tool = (broker: Container, command: string) => inside(broker, "bash", "-c", command.replace(/^(\S+)/, "/opt/kafka/bin/$1.sh --bootstrap-server localhost:9092"));

test("the equipment for Kafka's metrics has the real exporter's metrics, and its impatience", async () => {
  const image = `neotool.local/test-kafka-exporter:${process.pid}`;
  onTestFinished(async () => void (await (await docker()).getImage(image).remove({ force: true }).catch(() => {})));
  await buildKafkaExporter(image);
  const kafka = await presentImage((await testEngine()).socket, lockedImage("apache/kafka:3.7.0"));
  if (!kafka) throw new Error("the image of Kafka is missing");
  const broker = await start({ Image: kafka.reference });
  // The image's own configuration advertises localhost: the exporter lives in the broker's network.
  const exporter = { Image: image, Cmd: ["--kafka.server=localhost:9092", "--concurrent.enable", "--topic.filter=^ord"], HostConfig: { NetworkMode: `container:${broker.id}` } };

  const early = await start(exporter);
  expect((await early.wait()).StatusCode).toBe(1);
  expect((await early.logs({ stdout: true, stderr: true })).toString()).toContain("client has run out of available brokers");

  await until("the broker makes topics", async () => (await tool(broker, "kafka-topics --create --topic orders --partitions 2 --if-not-exists")) !== "");
  await tool(broker, "kafka-topics --create --topic secret");
  await tool(broker, "kafka-console-producer --topic orders --property parse.key=true --property key.separator=: <<<$'a:1\\na:2\\na:3'");
  await tool(broker, "kafka-console-consumer --topic orders --group billing --from-beginning --max-messages 2");

  const late = await start(exporter);
  const metrics = () => inside(late, "wget", "-q", "-O", "-", "http://127.0.0.1:9308/metrics");
  await until("the exporter knows the lag", async () => (await metrics()).includes("kafka_consumergroup_lag_sum"));
  const samples = (await metrics()).split("\n").filter((line) => line.startsWith("kafka_") && !line.includes("partition="));
  expect(samples.sort()).toEqual([
    expect.stringMatching(/^kafka_broker_info\{address="localhost:9092",id="1"\} 1$/),
    "kafka_brokers 1",
    'kafka_consumergroup_current_offset_sum{consumergroup="billing",topic="orders"} 2',
    'kafka_consumergroup_lag_sum{consumergroup="billing",topic="orders"} 1',
    'kafka_consumergroup_members{consumergroup="billing"} 0',
    'kafka_topic_partitions{topic="orders"} 2',
  ]);
});
