import { expect, test } from "vitest";
import { clusterId, credential, hostPort, lines, refsIn, resolveText, text } from "../../dev/model/text.ts";

const spoken = (ref: Parameters<Parameters<typeof resolveText>[1]>[0]): string =>
  ref.ref === "credential" ? `<${ref.name}>` : ref.ref === "host-port" ? `<${ref.service}:${ref.endpoint}>` : "<cluster>";

test("a template keeps its holes until it is resolved", () => {
  const template = text`HOST://localhost:${hostPort("kafka", "broker")},id=${clusterId}`;
  expect(refsIn(template)).toEqual([{ ref: "host-port", service: "kafka", endpoint: "broker" }, { ref: "cluster-id" }]);
  expect(resolveText(template, spoken)).toBe("HOST://localhost:<kafka:broker>,id=<cluster>");
});

test("a plain string has no holes", () => {
  expect(refsIn("plain")).toEqual([]);
  expect(resolveText("plain", spoken)).toBe("plain");
});

test("a hole at either end leaves no empty part behind", () => {
  expect(text`${credential("a")}`.parts).toEqual([{ ref: "credential", name: "a" }]);
});

test("lines end with a line break each", () => {
  expect(resolveText(lines("one", text`two ${credential("b")}`), spoken)).toBe("one\ntwo <b>\n");
});
