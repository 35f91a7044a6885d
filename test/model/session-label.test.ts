import { expect, test } from "vitest";
import { formatSession, parseSession } from "../../dev/model/session-label.ts";
import { sessionInstance } from "../../dev/model/instance.ts";

const SESSION = { owner: { pid: 4711, startedAt: "boot:99", place: "boot:pid:[1]" }, purpose: "tests" };

test("a session's label says whose it is, and is read as it was written", () => {
  expect(parseSession(formatSession({ ...SESSION, labels: { other: "label" } }))).toEqual(SESSION);
});

test("a label of a program that wrote no place yet is one of nowhere: what cannot be looked for is not taken for dead", () => {
  expect(parseSession('{"pid":4711,"startedAt":"boot:99","purpose":"tests"}')).toEqual({ ...SESSION, owner: { ...SESSION.owner, place: "" } });
});

test.each(["", "4711", "null", '{"pid":"4711","startedAt":"x","purpose":"tests"}', '{"pid":4711}'])("a label that is no session's (%s) is none", (text) => {
  expect(parseSession(text)).toBeUndefined();
});

test("sessions of one working copy have names of their own, which no instance has", () => {
  const [one, other] = ["1a", "2b"].map((random) => sessionInstance("/src/My Shop", SESSION, random));
  expect(one?.id).toBe("my-shop-session-1a");
  expect(other?.id).toBe("my-shop-session-2b");
});
