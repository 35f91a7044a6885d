import type { Board } from "./parts/board.ts";
import { logsOf, overview } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_INSTANCE as I } from "./parts/sources.ts";
import { betterFrom, worseFrom, ZERO_IS_GOOD } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

/** Topics that people make: not Kafka's own. */
const T = `${I}, topic!~"__.+"`;

/** One broker, as kafka-exporter sees it. */
export const kafka: Board = {
  uid: "neotool-kafka",
  title: "Kafka",
  description: "Throughput, consumer lag and topics of the instance's Kafka.",
  variables: [instance()],
  links: [overview(), logsOf("kafka")],
  top: [
    stat({
      title: "Brokers",
      description: "Brokers that the exporter sees. A development stack has one.",
      unit: "none",
      expr: `max(kafka_brokers{${I}})`,
      steps: betterFrom(1, 1),
    }),
    stat({
      title: "Messages in",
      description: "Messages per second that were written to all topics.",
      unit: "mps",
      expr: `sum(rate(kafka_topic_partition_current_offset{${T}}[$__rate_interval]))`,
    }),
    stat({
      title: "Consumer lag",
      description: "Messages that consumer groups have not read yet, of all groups. From 1000 on in one group and topic an alert fires.",
      unit: "short",
      expr: `sum(kafka:consumer_lag:sum{${I}}) or max(kafka_brokers{${I}}) * 0`,
      steps: worseFrom(100, 1000),
    }),
    stat({
      title: "Consumer groups",
      description: "Groups that have committed an offset.",
      unit: "none",
      expr: `count(count by (consumergroup) (kafka_consumergroup_lag{${I}})) or max(kafka_brokers{${I}}) * 0`,
    }),
    stat({
      title: "Topics",
      description: "Without Kafka's own.",
      unit: "none",
      expr: `count(kafka_topic_partitions{${T}})`,
    }),
    stat({
      title: "Under-replicated partitions",
      description: "Partitions with fewer copies than they should have. With one broker there is one copy, and this is 0.",
      unit: "none",
      expr: `sum(kafka_topic_partition_under_replicated_partition{${I}})`,
      steps: ZERO_IS_GOOD,
    }),
  ],
  rows: [
    {
      title: "Throughput",
      panels: [
        series({
          title: "Messages in",
          description: "Messages per second that were written, by topic.",
          unit: "mps",
          lines: [{ expr: `sum by (topic) (rate(kafka_topic_partition_current_offset{${T}}[$__rate_interval]))`, legend: "{{topic}}" }],
        }),
        series({
          title: "Messages out",
          description: "Messages per second that groups have read and committed, by group and topic.",
          unit: "mps",
          lines: [{ expr: `sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset{${I}}[$__rate_interval]))`, legend: "{{consumergroup}} {{topic}}" }],
        }),
      ],
    },
    {
      title: "Consumers",
      panels: [
        series({
          title: "Lag by group and topic",
          description: "How many messages a group is behind. A line that only grows: its consumer is stopped, stuck or too slow.",
          unit: "short",
          lines: [{ expr: `kafka:consumer_lag:sum{${I}}`, legend: "{{consumergroup}} {{topic}}" }],
          steps: worseFrom(100, 1000),
        }),
        series({
          title: "Lag by partition",
          description: "One partition far behind the others: a message that fails again and again, or one key with most of the messages.",
          unit: "short",
          lines: [{ expr: `topk(20, sum by (consumergroup, topic, partition) (kafka_consumergroup_lag{${I}}))`, legend: "{{consumergroup}} {{topic}}/{{partition}}" }],
          steps: worseFrom(100, 1000),
        }),
        series({
          title: "Members of groups",
          description: "Running consumers. 0 with a lag: nobody reads.",
          unit: "none",
          lines: [{ expr: `sum by (consumergroup) (kafka_consumergroup_members{${I}})`, legend: "{{consumergroup}}" }],
        }),
        series({
          title: "Kept messages",
          description: "Messages that can still be read, by topic: from the oldest kept to the newest.",
          unit: "short",
          lines: [{ expr: `sum by (topic) (kafka_topic_partition_current_offset{${T}} - kafka_topic_partition_oldest_offset{${T}})`, legend: "{{topic}}" }],
        }),
      ],
    },
    {
      title: "Topics",
      panels: [
        series({
          title: "Partitions",
          description: "How many consumers of one group can read a topic at a time.",
          unit: "none",
          lines: [{ expr: `sum by (topic) (kafka_topic_partitions{${T}})`, legend: "{{topic}}" }],
        }),
        series({
          title: "Copies in step",
          description: "In-sync replicas of all partitions of a topic.",
          unit: "none",
          lines: [{ expr: `sum by (topic) (kafka_topic_partition_in_sync_replica{${T}})`, legend: "{{topic}}" }],
        }),
      ],
    },
  ],
};
