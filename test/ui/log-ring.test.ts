import { expect, test } from "vitest";
import { createLogRing, type LogQuery } from "../../dev/ui/log-ring.ts";
import { scrolledBack, scrolledForth } from "../../dev/ui/scroll.ts";
import { logOf } from "../support/screen.ts";

const ALL: LogQuery = { service: null, text: "" };
const time = (second: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();

test("lines are in the order of the engine's time, whenever they came", () => {
  const log = createLogRing();
  log.push({ service: "a", at: time(1), text: "one" });
  log.push({ service: "a", at: time(3), text: "three" });
  log.push({ service: "b", at: time(2), text: "two" }); // its log was opened later
  expect(log.upTo(null, 10, ALL).map(({ text }) => text)).toEqual(["one", "two", "three"]);
  expect(log.upTo(null, 2, ALL).map(({ text }) => text)).toEqual(["two", "three"]);
});

test("a service's own lines stay in its order where the engine stamped them out of order", () => {
  const log = createLogRing();
  for (const [second, text] of [[1, "first"], [3, "second"], [2, "third"]] as const) log.push({ service: "a", at: time(second), text });
  log.push({ service: "b", at: time(4), text: "last" });
  expect(log.upTo(null, 10, ALL).map(({ text }) => text)).toEqual(["first", "second", "third", "last"]);
});

test("the newest lines of each service are kept within its bytes, the others counted", () => {
  const log = createLogRing(10_000);
  for (let line = 1; line <= 1_000; line += 1) log.push({ service: "chatty", at: time(line), text: `line ${line} ${"x".repeat(80)}` });
  log.push({ service: "quiet", at: time(0), text: "still here" });
  const kept = log.upTo(null, 5_000, { service: "chatty", text: "" });
  expect(kept.at(-1)?.text).toContain("line 1000 ");
  expect(kept.length).toBeGreaterThan(20);
  expect(kept.length).toBeLessThan(100);
  expect(log.dropped("chatty")).toBe(1_000 - kept.length);
  expect(log.dropped("quiet")).toBe(0);
  expect(log.upTo(null, 5_000, ALL)[0]?.text).toBe("still here");
});

test("a million lines take no more memory than their share", () => {
  const log = createLogRing(200_000);
  for (let line = 0; line < 200_000; line += 1) log.push({ service: "a", at: "2026-11-20T10:00:00.000000000Z", text: `request ${line} served` });
  expect(log.upTo(null, Number.MAX_SAFE_INTEGER, ALL).length + log.dropped(null)).toBe(200_000);
  expect(log.upTo(null, Number.MAX_SAFE_INTEGER, ALL).length).toBeLessThan(2_000);
});

test("colours, cursor movements and clipboard writes of a service do not reach the terminal", () => {
  const log = logOf("a: \u001b[31mred\u001b[0m \u001b[2Jcleared\u001b]52;c;ZXZpbA==\u0007 tab\there\rback\u0007\u202e");
  expect(log.upTo(null, 1, ALL)[0]?.text).toBe("red cleared tab  hereback");
});

test("a line is cut at 4 kB", () => {
  expect(logOf(`a: ${"x".repeat(50_000)}`).upTo(null, 1, ALL)[0]?.text).toHaveLength(4_096);
});

test("a search takes any text as it is", () => {
  const log = logOf("a: GET /orders?id=1 (200)", "a: get nothing", "b: GET /orders?id=2 (500)");
  expect(log.upTo(null, 10, { service: null, text: "orders?id=" })).toHaveLength(2);
  expect(log.upTo(null, 10, { service: "b", text: "(500)" })).toHaveLength(1);
  expect(log.upTo(null, 10, { service: null, text: "get" })).toHaveLength(3);
});

const lines = Array.from({ length: 20 }, (_, index) => `${index % 2 === 0 ? "a" : "b"}: line ${index + 1}`);

test("scrolling back and forth by lines; at the end it follows again", () => {
  const log = logOf(...lines);
  const at = (anchor: Parameters<typeof log.upTo>[0]) => log.upTo(anchor, 5, ALL).map(({ text }) => text.replace("line ", "")).join(" ");
  const from = (anchor: Parameters<typeof log.upTo>[0]) => ({ log, query: ALL, anchor, height: 5 });
  const back = scrolledBack(from(null), 1);
  expect(at(back)).toBe("15 16 17 18 19");
  const page = scrolledBack(from(back), 5);
  expect(at(page)).toBe("10 11 12 13 14");
  expect(at(scrolledForth(from(page), 2))).toBe("12 13 14 15 16");
  expect(scrolledForth(from(page), 6)).toBe(null);
  expect(at(scrolledBack(from(null), 1_000))).toBe("1 2 3 4 5");
});

test("a held log shows the same lines, whatever comes, until they are dropped", () => {
  const log = logOf(...lines);
  const anchor = scrolledBack({ log, query: ALL, anchor: null, height: 5 }, 3);
  const before = log.upTo(anchor, 5, ALL);
  log.push({ service: "a", at: time(50), text: "new" });
  expect(log.upTo(anchor, 5, ALL)).toEqual(before);
});

test("where all lines fit there is nothing to scroll", () => {
  const log = logOf("a: one", "a: two");
  expect(scrolledBack({ log, query: ALL, anchor: null, height: 5 }, 1)).toBe(null);
});
