import type { Topic } from "../../../model/task.ts";

/** Which topics a scope begins with. */
export interface TopicOptions {
  /** By their names in the definition, with its partitions and settings, or with others. @default all of the definition's */
  readonly topics?: readonly (string | Topic)[] | undefined;
}

/**
 * Topics and consumer groups below a prefix of their own. A broker without ACLs keeps nobody out: whoever takes every name from
 * the scope meets nobody else's, and what goes by a pattern must begin with {@link TopicScope.prefix}. Removed by `await using`,
 * also with consumers still connected.
 *
 * @example
 * await using scope = await isolation.topics({ topics: ["orders.created"] });
 * await producer.send({ messages: [{ topic: scope.topic("orders.created"), value: "1" }] });
 */
export interface TopicScope extends AsyncDisposable {
  /** What its topics and groups begin with, for example `nt-test-3m2-k2f09x-p0c3ra-tcx5c0-8mh3k1qz-`. */
  readonly prefix: string;
  /** `host:port` of the brokers, as `KAFKA_BROKERS` has them. */
  readonly brokers: readonly string[];
  /** The topics that it has made, by the names that were asked for. */
  readonly topics: readonly string[];
  /** The full name of a topic. Which are there is up to {@link TopicOptions.topics} and {@link create}. */
  topic(name: string): string;
  /** The full name of a consumer group. */
  group(name: string): string;
  /** For a client that takes `clientId` and `brokers` (KafkaJS and those that are like it). */
  client(clientId?: string): { readonly clientId: string; readonly brokers: string[] };
  /** Makes more topics, and waits until they can be written to. @throws {DevError} `TASK_FAILED` */
  create(topics: readonly (string | Topic)[]): Promise<void>;
  /** Empties its topics, which begin at offset 0 again, and forgets what its groups have committed. @throws {DevError} `TASK_FAILED` */
  restore(): Promise<void>;
}

const DEFAULTS = { partitions: 1, configs: {} } as const;

/** Pure. What is asked for, by the definition where that has it. */
export const wantedTopics = (defined: readonly Topic[], asked: readonly (string | Topic)[]): readonly Topic[] =>
  asked.map((one) => (typeof one === "string" ? (defined.find(({ name }) => name === one) ?? { name: one, ...DEFAULTS }) : one));
