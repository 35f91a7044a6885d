import type { Admin } from "@platformatic/kafka";
import type { Clock } from "../../../platform/clock.ts";
import type { Judge } from "../../isolation/judge.ts";
import { overAmong, type Sweeper } from "../../isolation/swept.ts";
import type { KafkaStore } from "../../stores.ts";
import { openAdmin } from "../admin.ts";
import { deleteGroups, listGroupIds } from "../groups.ts";
import { deleteTopics } from "./open-topics.ts";

/** Topics and consumer groups. @param opened Whoever opened it closes it. @default one of its own */
export const kafkaSweeper = ({ address }: KafkaStore, isOver: Judge, clock: Clock, opened?: Admin): Sweeper => {
  const admin = opened ?? openAdmin(address, "neotool-sweep");
  return {
    store: "kafka",
    find: async () => {
      const [topics, groups] = await Promise.all([admin.listTopics(), listGroupIds(admin)]);
      return [
        ...(await overAmong(topics.toSorted(), isOver)).map((name) => ({ store: "kafka", kind: "topic", name }) as const),
        ...(await overAmong(groups, isOver)).map((name) => ({ store: "kafka", kind: "consumer group", name }) as const),
      ];
    },
    remove: async (found) => {
      await deleteGroups(admin, found.filter(({ kind }) => kind === "consumer group").map(({ name }) => name));
      await deleteTopics(admin, found.filter(({ kind }) => kind === "topic").map(({ name }) => name), { clock });
    },
    [Symbol.asyncDispose]: async () => {
      if (!opened) await admin.close().catch(() => {}); // never connected
    },
  };
};
