import { expect, test } from "vitest";
import { jsonLine, textLines } from "../../../dev/cli/logs/line-format.ts";
import { styleFor } from "../../../dev/ui/style.ts";
import { logLine } from "../../support/log-lines.ts";

const SERVICES = ["postgres", "postgres-exporter", "kafka"];
const UTF8 = { LANG: "C.UTF-8" };
const terminal = (columns: number, env: Readonly<Record<string, string>> = UTF8) => ({ columns, style: styleFor(env, "linux") });
const formatted = (target: ReturnType<typeof terminal> | undefined, text = "hello") => SERVICES.map((service) => textLines({ services: SERVICES, allServices: SERVICES, terminal: target })(logLine(text, { service })));
const withoutColours = (text: string) => text.replaceAll(/\x1b\[\d+m/g, "");

test("a pipe gets the name and the line, and no colour", () => {
  expect(formatted(undefined)).toEqual(["postgres          | hello", "postgres-exporter | hello", "kafka             | hello"]);
});

test("a terminal gets a colour for each service, around its name only", () => {
  const lines = formatted(terminal(120));
  expect(lines.map(withoutColours)).toEqual(formatted(undefined));
  expect(new Set(lines.map((line) => /^\x1b\[(\d+)m/.exec(line)?.[1])).size).toBe(3);
  expect(lines[2]).toMatch(/^\x1b\[\d+mkafka {13}\|\x1b\[39m hello$/);
});

test("a service keeps its colour whichever others are shown", () => {
  const alone = textLines({ services: ["kafka"], allServices: SERVICES, terminal: terminal(80) })(logLine("x"));
  expect(/^\x1b\[\d+m/.exec(alone)?.[0]).toBe(/^\x1b\[\d+m/.exec(formatted(terminal(80))[2] ?? "")?.[0]);
});

test("NO_COLOR is heard", () => {
  expect(formatted(terminal(120, { ...UTF8, NO_COLOR: "1" }))).toEqual(formatted(undefined));
});

test("in a narrow terminal names are cut, and can still be told apart", () => {
  expect(formatted(terminal(40)).map(withoutColours)).toEqual(["postgres   | hello", "postgres-… | hello", "kafka      | hello"]);
});

test("a terminal that is not UTF-8 gets only what it can show", () => {
  expect(formatted(terminal(40, { LANG: "C" }), "grüße").map(withoutColours)).toEqual(["postgres   | gr??e", "postgres-. | gr??e", "kafka      | gr??e"]);
});

test("what steers a terminal is spelled, in a pipe too", () => {
  expect(formatted(undefined, "\x1b[2Jgone")[2]).toBe("kafka             | \\x1b[2Jgone");
});

test("JSON has every key, also where nobody says the level", () => {
  expect(JSON.parse(jsonLine(logLine("x")))).toEqual({ service: "kafka", stream: "stdout", at: "2026-11-20T10:00:01.000000000Z", level: "unknown", text: "x" });
  expect(Object.keys(JSON.parse(jsonLine(logLine("x", { level: "warn" }))))).toEqual(["service", "stream", "at", "level", "text"]);
});
