import { ConfigResourceTypes } from "@platformatic/kafka";
import type { Topic } from "../../model/task.ts";
import type { EffectiveSettings } from "../effective.ts";
import { isLeased } from "../isolation/lease.ts";
import type { KafkaStore } from "../stores.ts";
import { withAdmin } from "./admin.ts";
import { kafkaMetadataVersion, metadataRelease } from "./metadata-version.ts";
import { describeTopics } from "./topics.ts";

/** The broker's own default, in the numbers of its protocol. */
const DEFAULT_SETTING = 5;
const BROKER = "1";

export interface EffectiveKafka {
  readonly settings: EffectiveSettings;
  /** Without those that Kafka keeps for itself, and those of running tests. */
  readonly topics: readonly Topic[];
}

/** What the broker and its topics run with: DescribeConfigs. @throws {DevError} `TASK_FAILED` */
export const effectiveKafka = ({ address }: KafkaStore, signal: AbortSignal): Promise<EffectiveKafka> =>
  withAdmin(address, { what: "Kafka could not be asked for its settings", hint: "neotool dev logs kafka says more." }, signal, async (admin) => {
    const [described, names, level] = await Promise.all([admin.describeConfigs({ resources: [{ resourceType: ConfigResourceTypes.BROKER, resourceName: BROKER }] }), admin.listTopics({ includeInternals: false }), kafkaMetadataVersion(address)]);
    const release = level === undefined ? undefined : metadataRelease(level);
    const settings = described.flatMap(({ configs = [] }) => configs.flatMap(({ name, value, configSource }) => (value == null ? [] : [[name, { value, isSet: configSource !== DEFAULT_SETTING }] as const])));
    const topics = await describeTopics(admin, names.filter((name) => !name.startsWith("__") && !isLeased(name)));
    return { settings: new Map([...settings, ...(release === undefined ? [] : [["metadata.version", { value: release, isSet: true }] as const])]), topics: topics.map(({ name, partitions, configs }) => ({ name, partitions, configs })) };
  });
