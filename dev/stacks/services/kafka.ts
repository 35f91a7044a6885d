import type { ContainerService, TaskService } from "../../model/service.ts";
import { clusterId, hostPort, text } from "../../model/text.ts";
import type { KafkaSettings } from "../settings.ts";

const DATA = "/var/lib/kafka/data";
const INTERNAL = "kafka:19092";

/** Two JVMs start for each container; a small heap and the quick compiler are worth seconds on a laptop. */
const SMALL_AND_QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss512k";

/** A command line tool of Kafka's. None is on the image's PATH, and each needs to know where the broker is. */
const tool = (name: string) => ({ command: [`/opt/kafka/bin/${name}.sh`, "--bootstrap-server", INTERNAL] });

/** One broker that is its own controller (KRaft). Any KAFKA_ variable replaces the image's whole default file, so the set is complete. */
export const kafka = (settings: KafkaSettings): ContainerService => ({
  kind: "container",
  name: "kafka",
  image: settings.image,
  env: {
    CLUSTER_ID: text`${clusterId}`,
    KAFKA_NODE_ID: "1",
    KAFKA_PROCESS_ROLES: "broker,controller",
    KAFKA_CONTROLLER_QUORUM_VOTERS: "1@localhost:29093",
    KAFKA_CONTROLLER_LISTENER_NAMES: "CONTROLLER",
    KAFKA_LISTENERS: "CONTROLLER://:29093,HOST://:9092,INTERNAL://:19092",
    // 127.0.0.1 and not localhost: the port is published on IPv4 only, and some clients try ::1 first.
    KAFKA_ADVERTISED_LISTENERS: text`HOST://127.0.0.1:${hostPort("kafka", "broker")},INTERNAL://kafka:19092`,
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: "CONTROLLER:PLAINTEXT,HOST:PLAINTEXT,INTERNAL:PLAINTEXT",
    KAFKA_INTER_BROKER_LISTENER_NAME: "INTERNAL",
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: "1",
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: "1",
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: "1",
    KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: "1",
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: "1",
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: "0",
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: String(settings.autoCreateTopics),
    // The image's default is below /tmp, beside the volume that it declares.
    KAFKA_LOG_DIRS: DATA,
    KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE: "4194304",
    // The heap stands here and not in KAFKA_HEAP_OPTS, which 3.7.0 takes for a broker property; later flags win.
    KAFKA_JVM_PERFORMANCE_OPTS: `${SMALL_AND_QUICK} -Xms64m -Xmx${settings.heapMiB}m`,
    // Set but inert: empty would bring back the default, which opens a JMX agent.
    KAFKA_JMX_OPTS: "-Dneotool.jmx=off",
    KAFKA_GC_LOG_OPTS: " ",
  },
  endpoints: { broker: { containerPort: 9092, preferredHostPort: settings.port, scheme: "kafka" } },
  volumes: [{ name: "kafka-data", path: DATA }],
  readiness: { kind: "kafka-metadata", endpoint: "broker" },
  // Its own scripts would start a JVM for each question. The broker listens only when it has caught up with its controller.
  healthCheck: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9092"] },
  volumeChecks: [{ kind: "kafka-cluster-id", volume: "kafka-data", logDir: DATA, clusterId: text`${clusterId}` }],
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
    "-Xmx": "memory: production's heap does not fit beside an IDE",
    "replication.factor": "one broker cannot replicate",
    "offsets.topic.num.partitions": "speed: fifty partitions of a group topic are made at the first commit",
    "group.initial.rebalance.delay.ms": "speed: a test's consumer gets its partitions at once",
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
