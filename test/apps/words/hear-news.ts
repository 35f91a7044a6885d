import { Consumer, stringDeserializers } from "@platformatic/kafka";
import type { Log } from "../shared/log.ts";
import { variable } from "../shared/variable.ts";
import type { HeardStore } from "./heard.ts";

const TOPIC = "note.added";
/** The least that Kafka takes: one that was killed is missed soon, and its successor let in. */
const MISSED_AFTER = { sessionTimeout: 6_000, heartbeatInterval: 2_000, rebalanceTimeout: 6_000 } as const;

const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== "").length;

/** Hears of new notes over Kafka. What was not committed is heard again at the next start. @returns resolves when it is a member of its group. */
export const hearNews = async (heard: HeardStore, log: Log): Promise<AsyncDisposable> => {
  const consumer = new Consumer({ ...MISSED_AFTER, clientId: "words", groupId: "words", bootstrapBrokers: variable("KAFKA_BROKERS").split(","), deserializers: stringDeserializers, autocommit: false });
  const stream = await consumer.consume({ topics: [TOPIC], mode: "committed", fallbackMode: "earliest", maxWaitTime: 500 });
  const listen = async () => {
    for await (const { value, headers, commit } of stream) {
      const { id, text }: { readonly id: string; readonly text: string } = JSON.parse(value);
      await heard.add(id, countWords(text));
      await commit();
      log.info(`heard of note ${id}`, { trace_id: headers.get("trace_id") });
    }
  };
  listen().catch((error: unknown) => {
    log.error("no news any more", { error: String(error) });
    process.exit(1); // whoever runs it starts it again
  });
  return { [Symbol.asyncDispose]: () => consumer.close(true) };
};
