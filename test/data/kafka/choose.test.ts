import { expect, test } from "vitest";
import { chooseFromKafka } from "../../../dev/data/kafka/choose.ts";
import { mistakeOf } from "../../support/failure.ts";

const TOPICS = ["orders.created", "orders.paid", "users"];
const GROUPS = ["billing", "mail"];

test("a pattern takes every topic that it fits, once, and no group", () => {
  expect(chooseFromKafka([{ topics: "orders.*" }, { topics: "orders.paid" }], TOPICS, GROUPS)).toEqual({ topics: ["orders.created", "orders.paid"], groups: [] });
  expect(chooseFromKafka([{ group: "billing" }], TOPICS, GROUPS)).toEqual({ topics: [], groups: ["billing"] });
  expect(chooseFromKafka("all", TOPICS, GROUPS)).toEqual({ topics: TOPICS, groups: GROUPS });
});

test("a topic or a group that is not there is a mistake, with what was probably meant", async () => {
  expect((await mistakeOf(() => chooseFromKafka([{ topics: "order.paid" }], TOPICS, GROUPS))).message).toBe('There is no topic "order.paid"; did you mean "orders.paid"?');
  expect((await mistakeOf(() => chooseFromKafka([{ group: "biling" }], TOPICS, GROUPS))).message).toBe('There is no consumer group "biling"; did you mean "billing"?');
});
