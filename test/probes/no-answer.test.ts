import { expect, test } from "vitest";
import { noAnswer } from "../../dev/probes/no-answer.ts";

const failure = (message: string, code?: string) => Object.assign(new Error(message), code === undefined ? {} : { code });

test.each([
  ["nobody listens", failure("connect ECONNREFUSED 127.0.0.1:9092", "ECONNREFUSED"), "it does not answer (connect ECONNREFUSED 127.0.0.1:9092)"],
  ["an engine's proxy accepts for who does not listen yet", failure("read ECONNRESET", "ECONNRESET"), "it does not answer (read ECONNRESET)"],
  ["Node's client, hung up on", failure("socket hang up"), "it does not answer (socket hang up)"],
  ["Kafka's client, in what it wraps around", new AggregateError([failure("Connection closed")], "multiple errors"), "it does not answer (Connection closed)"],
  ["Postgres' client", failure("Connection terminated unexpectedly"), "it does not answer (Connection terminated unexpectedly)"],
  ["the code of a cause", new Error("fetch failed", { cause: failure("", "EPIPE") }), "it does not answer (fetch failed)"],
  ["what a server says itself", failure("the database system is starting up", "57P03"), "the database system is starting up"],
])("%s", (_what, error, sentence) => {
  expect(noAnswer(error)).toBe(sentence);
});
