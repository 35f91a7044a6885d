import type { Admin } from "@platformatic/kafka";
import { DevError } from "../../../errors/dev-error.ts";
import type { Topic } from "../../../model/task.ts";
import { awaitReady } from "../../../probes/await-ready.ts";
import { disposeAll, onceDone } from "../../isolation/dispose-all.ts";
import { formatLease, newLease } from "../../isolation/lease.ts";
import type { IsolationTools } from "../../isolation/tools.ts";
import type { KafkaStore } from "../../stores.ts";
import { isKafkaError, openAdmin } from "../admin.ts";
import { deleteGroups, listGroupIds } from "../groups.ts";
import { kafkaReason } from "../kafka-reason.ts";
import { remakeTopics } from "../remake-topics.ts";
import { createTopics, waitForLeaders } from "../topics.ts";
import { wantedTopics, type TopicOptions, type TopicScope } from "./topic-scope.ts";

/** What isolates topics in one broker. */
export interface IsolatedTopics extends AsyncDisposable {
  topics(options?: TopicOptions): Promise<TopicScope>;
}

const HINT = "neotool dev logs kafka says more.";
const FOREVER = new AbortController().signal;
const GONE_WITHIN_MS = 5_000;
const TRIES = 3;

const failed = (what: string) => (cause: unknown): never => {
  throw cause instanceof DevError ? cause : new DevError("TASK_FAILED", `Kafka could not ${what}: ${kafkaReason(cause)}`, { hint: HINT, cause });
};

/** Deletes topics, and waits until nobody is told of them any more. */
export const deleteTopics = async (admin: Admin, names: readonly string[], { clock }: Pick<IsolationTools, "clock">): Promise<void> => {
  if (names.length === 0) return;
  await admin.deleteTopics({ topics: [...names] }).catch((error: unknown) => {
    if (!isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION")) throw error; // somebody else removes the same
  });
  const gone = async () => {
    const left = (await admin.listTopics()).filter((name) => names.includes(name));
    return left.length === 0 ? ({ ready: true } as const) : ({ ready: false, reason: `${left.join(", ")} is still told of` } as const);
  };
  await awaitReady(gone, { timeoutMs: GONE_WITHIN_MS, signal: FOREVER }, clock);
};

/** Everything below a prefix. A consumer that is still connected may ask for its topic, and so make it again: it is sent away first. */
const removeBelow = async (admin: Admin, prefix: string, tools: Pick<IsolationTools, "clock">): Promise<void> => {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const [topics, groups] = await Promise.all([admin.listTopics(), listGroupIds(admin)]);
    const left = { topics: topics.filter((name) => name.startsWith(prefix)), groups: groups.filter((id) => id.startsWith(prefix)) };
    if (left.topics.length + left.groups.length === 0) return;
    await Promise.all([deleteGroups(admin, left.groups), deleteTopics(admin, left.topics, tools)]);
  }
};

/** Opens nothing yet: the first scope does. */
export const openTopics = ({ address, action }: KafkaStore, { owner, clock }: IsolationTools): IsolatedTopics => {
  const broker = `${address.host}:${address.port}`;
  const open = new Set<TopicScope>();
  let shared: Admin | undefined;
  const admin = (): Admin => (shared ??= openAdmin(address, "neotool-tests"));
  return {
    topics: async ({ topics = action.topics } = {}) => {
      const lease = formatLease(newLease(owner, clock.date()), "-");
      const prefix = `${lease}-`;
      const made = new Map<string, Topic>();
      const create = async (asked: readonly (string | Topic)[]): Promise<void> => {
        const wanted = wantedTopics(action.topics, asked).filter(({ name }) => !made.has(name));
        for (const topic of wanted) made.set(topic.name, { ...topic, name: `${prefix}${topic.name}` });
        const full = wanted.map(({ name, ...rest }) => ({ ...rest, name: `${prefix}${name}` }));
        await createTopics(admin(), full);
        await waitForLeaders(admin(), full.map(({ name }) => name), clock, FOREVER);
      };
      const remove = async (): Promise<void> => {
        await removeBelow(admin(), prefix, { clock });
        open.delete(scope);
      };
      const scope: TopicScope = {
        prefix,
        brokers: [broker],
        get topics() {
          return [...made.keys()];
        },
        topic: (name) => `${prefix}${name}`,
        group: (name) => `${prefix}${name}`,
        client: (clientId = "test") => ({ clientId: `${prefix}${clientId}`, brokers: [broker] }),
        create: (asked) => create(asked).catch(failed("make topics for a test")),
        restore: async () => {
          const restored = async () => {
            const groups = (await listGroupIds(admin())).filter((id) => id.startsWith(prefix));
            await remakeTopics(admin(), [...made.values()], clock, FOREVER);
            await Promise.all([waitForLeaders(admin(), [...made.values()].map(({ name }) => name), clock, FOREVER), deleteGroups(admin(), groups)]);
          };
          await restored().catch(failed("empty the topics of a test"));
        },
        [Symbol.asyncDispose]: onceDone(() => remove().catch(failed(`remove the topics below ${prefix}`))),
      };
      open.add(scope);
      try {
        await create(topics);
      } catch (error) {
        await remove().catch(() => {}); // why it was not made says more
        return failed("make topics for a test")(error);
      }
      return scope;
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await disposeAll(open);
      } finally {
        await shared?.close().catch(() => {}); // never connected
      }
    },
  };
};
