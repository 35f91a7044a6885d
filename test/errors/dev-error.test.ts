import { expect, test } from "vitest";
import { DevError, rootMessage } from "../../dev/errors/dev-error.ts";

test("the root message is what the operating system said, however deep it lies", () => {
  const error = new DevError("ENGINE_FAILED", "no", { hint: "", cause: new Error("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND db") }) });
  expect(rootMessage(error)).toBe("getaddrinfo ENOTFOUND db");
});

test("of all addresses that failed, the first one says why: Node's own sentence is empty", () => {
  const all = new AggregateError([new Error("connect ECONNREFUSED ::1:9092"), new Error("connect ECONNREFUSED 127.0.0.1:9092")], "");
  expect(rootMessage(new TypeError("fetch failed", { cause: all }))).toBe("connect ECONNREFUSED ::1:9092");
});

test("an aggregate without members speaks for itself", () => {
  expect(rootMessage(new AggregateError([], "all promises were rejected"))).toBe("all promises were rejected");
});

test("an innermost error without words is passed over for the one around it", () => {
  expect(rootMessage(new Error("the socket was closed", { cause: new Error("") }))).toBe("the socket was closed");
  expect(rootMessage(new RangeError(""))).toBe("RangeError");
});

test("causes that go round in a circle come to an end", () => {
  const inner = new Error("inner");
  const outer = new Error("outer", { cause: inner });
  inner.cause = outer;
  expect(rootMessage(outer)).toBe("inner");
});

test("a cause that is no error is told as it is", () => {
  expect(rootMessage(new Error("no", { cause: "disk on fire" }))).toBe("disk on fire");
  expect(rootMessage(new Error("no", { cause: null }))).toBe("no");
  expect(rootMessage("plain words")).toBe("plain words");
});
