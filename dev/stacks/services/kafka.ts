import type { ContainerService, MountedFile, TaskService } from "../../model/service.ts";
import { addressOf, clusterId, hostPort, lines, text } from "../../model/text.ts";
import type { KafkaSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { renewable } from "./renewable.ts";

const DATA = "/var/lib/kafka/data";
/** Port of the listener for other services: the other one advertises an address of this machine. */
const INTERNAL_PORT = 19_092;
const INTERNAL = `kafka:${INTERNAL_PORT}`;

/** A small heap and the quick compiler are worth seconds on a laptop. */
const SMALL_AND_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss512k";
/**
 * The image's archive of loaded classes, as its own start script names it. A JVM that finds none starts without. Mapped
 * where it was made for: moving it to a random address, as the JVM does by default, writes to every page of it.
 */
const CLASS_ARCHIVE = "-XX:SharedArchiveFile=/opt/kafka/kafka.jsa -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0";

/** A command line tool of Kafka's. None is on the image's PATH, and each needs to know where the broker is. */
const tool = (name: string) => ({ command: [`/opt/kafka/bin/${name}.sh`, "--bootstrap-server", INTERNAL] });

const UID = 1000;
const START = "/etc/neotool/start.sh";
const readable = (path: string, content: MountedFile["content"]): MountedFile => ({ path, content, owner: { uid: UID, gid: UID }, mode: 0o444 });

/** The complete configuration: nothing of the image's default file applies. */
const serverProperties = (settings: KafkaSettings) =>
  lines(
    "node.id=1",
    "process.roles=broker,controller",
    "controller.quorum.voters=1@localhost:29093",
    "controller.listener.names=CONTROLLER",
    `listeners=CONTROLLER://:29093,HOST://:9092,INTERNAL://:${INTERNAL_PORT}`,
    // 127.0.0.1 and not localhost: the port is published on IPv4 only, and some clients try ::1 first.
    text`advertised.listeners=HOST://127.0.0.1:${hostPort("kafka", "broker")},INTERNAL://${addressOf("kafka")}:19092`,
    "listener.security.protocol.map=CONTROLLER:PLAINTEXT,HOST:PLAINTEXT,INTERNAL:PLAINTEXT",
    "inter.broker.listener.name=INTERNAL",
    "offsets.topic.replication.factor=1",
    "offsets.topic.num.partitions=1",
    "transaction.state.log.replication.factor=1",
    "transaction.state.log.num.partitions=1",
    "transaction.state.log.min.isr=1",
    "group.initial.rebalance.delay.ms=0",
    // Each change of a topic would wait so long for others to be written with it, and so would each step of a start.
    "controller.quorum.append.linger.ms=0",
    `auto.create.topics.enable=${settings.autoCreateTopics}`,
    `log.dirs=${DATA}`,
    "log.cleaner.dedupe.buffer.size=4194304",
  );

const renewing = renewable({ data: DATA, begins: "early" });

/** One broker that is its own controller (KRaft). */
export const kafka = (settings: KafkaSettings): ContainerService => ({
  kind: "container",
  name: "kafka",
  image: settings.image,
  entrypoint: renewing.entrypoint,
  command: ["sh", START],
  env: {
    // The heap stands here and not in KAFKA_HEAP_OPTS: later flags win.
    KAFKA_JVM_PERFORMANCE_OPTS: `${SMALL_AND_QUICK} -Xms64m -Xmx${settings.heapMiB}m ${CLASS_ARCHIVE}`,
    // Set but inert: empty would bring back the default, which opens a JMX agent.
    KAFKA_JMX_OPTS: "-Dneotool.jmx=off",
    KAFKA_GC_LOG_OPTS: " ",
  },
  renewal: renewing.renewal,
  files: [
    renewing.script,
    readable(START, { source: "kafka/start.sh" }),
    readable("/etc/neotool/server.properties", serverProperties(settings)),
    readable("/etc/neotool/meta.properties", lines("version=1", text`cluster.id=${clusterId}`, "node.id=1")),
  ],
  endpoints: { broker: { containerPort: 9092, neighbourPort: INTERNAL_PORT, preferredHostPort: settings.port, scheme: "kafka" } },
  volumes: [{ name: "kafka-data", path: DATA }],
  readiness: { kind: "kafka-metadata", endpoint: "broker" },
  // Its own scripts would start a JVM for each question. The broker listens only when it has caught up with its controller.
  healthCheck: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9092"] },
  volumeChecks: [{ asked: "after-exit", kind: "kafka-cluster-id", volume: "kafka-data", logDir: DATA, clusterId: text`${clusterId}` }],
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 15,
  tools: {
    "kafka-topics": tool("kafka-topics"),
    "kafka-consumer-groups": tool("kafka-consumer-groups"),
    "kafka-configs": tool("kafka-configs"),
    "kafka-console-producer": tool("kafka-console-producer"),
    "kafka-console-consumer": tool("kafka-console-consumer"),
    "kafka-get-offsets": tool("kafka-get-offsets"),
    "kafka-delete-records": tool("kafka-delete-records"),
    "kafka-broker-api-versions": tool("kafka-broker-api-versions"),
  },
  devOnly: {
    ...ON_A_LAPTOP,
    "settings/heap": "memory: production's heap does not fit beside an IDE",
    "settings/*replication.factor": "one broker cannot replicate",
    "settings/*min.isr": "one broker is all the copies there are",
    "settings/min.insync.replicas": "one broker is all the copies there are",
    "settings/transaction.state.log.num.partitions": "speed: fifty partitions are made at the first transaction",
    "settings/log.cleaner.dedupe.buffer.size": "memory: production's 128 MiB do not fit into a small heap",
    "settings/offsets.topic.num.partitions": "speed: fifty partitions of a group topic are made at the first commit",
    "settings/group.initial.rebalance.delay.ms": "speed: a test's consumer gets its partitions at once",
    "settings/controller.quorum.append.linger.ms": "speed: nobody else changes topics in the same moment",
  },
});

export const kafkaTopics = (settings: KafkaSettings): TaskService => ({
  kind: "task",
  name: "kafka-topics",
  target: "kafka",
  dependsOn: { kafka: "ready" },
  action: {
    kind: "kafka-topics",
    endpoint: "broker",
    topics: Object.entries(settings.topics).map(([name, topic]) => ({ name, ...topic })),
  },
});
