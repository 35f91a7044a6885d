import { expect, test } from "vitest";
import type { LogLevel } from "../../dev/engine/log-level.ts";
import { wantedRecords, withLevels, type Wanted } from "../../dev/engine/log-records.ts";
import type { LogLine } from "../../dev/engine/runtime.ts";
import { logLine } from "../support/log-lines.ts";

const STACK_TRACE = [
  "10:00:01.000 [main] INFO  d.n.App - started",
  "10:00:02.000 [pool-1] ERROR d.n.Orders - order 17 failed",
  "java.lang.IllegalStateException: no stock",
  "\tat dev.neotool.Orders.place(Orders.java:17)",
  "Caused by: java.sql.SQLException: timeout",
  "\tat org.postgresql.Driver.connect(Driver.java:3)",
  "\t... 12 more",
  "10:00:03.000 [main] WARN  d.n.App - slow",
];

const POSTGRES = [
  "2026-11-20 10:00:01.000 UTC [7] LOG:  checkpoint starting: time",
  "2026-11-20 10:00:02.000 UTC [8] ERROR:  duplicate key value violates unique constraint",
  "2026-11-20 10:00:02.000 UTC [8] DETAIL:  Key (id)=(1) already exists.",
  "2026-11-20 10:00:02.000 UTC [8] STATEMENT:  INSERT INTO orders",
  "\tVALUES (1)",
];

const lines = (texts: readonly string[], over: Partial<LogLine> = {}) => texts.map((text) => logLine(text, over));

const kept = (texts: readonly string[], wanted: Wanted): readonly string[] => wantedRecords(wanted)(lines(texts)).map(({ text }) => text);

test("a stack trace has the level of the line that reports it", () => {
  expect(withLevels()(lines(STACK_TRACE)).map(({ level }) => level)).toEqual(["info", "error", "error", "error", "error", "error", "error", "warn"]);
});

test("what Postgres says more of a message has the message's level", () => {
  expect(withLevels()(lines(POSTGRES)).map(({ level }) => level)).toEqual(["info", "error", "error", "error", "error"]);
});

test("an exception that nobody reports is an error of its own", () => {
  expect(withLevels()(lines(["10:00:01.000 [main] INFO  d.n.App - started", "java.lang.IllegalStateException: no stock", "\tat dev.neotool.Orders.place(Orders.java:17)"])).map(({ level }) => level)).toEqual(["info", "error", "error"]);
});

test("a crash of a Go program is one record with its frames", () => {
  const crash = ["panic: assignment to entry in nil map", "", "goroutine 1 [running]:", "main.(*Store).Put(0xc000012345, {0x1, 0x2})", "\t/src/store.go:12 +0x1f", "main.main()", "\t/src/main.go:7 +0x20", "level=info msg=next"];
  expect(withLevels()(lines(crash)).map(({ level }) => level)).toEqual([...Array.from({ length: 7 }, () => "fatal"), "info"]);
});

test("JSON over several lines is one record", () => {
  expect(kept(["level=info msg=config", "{", '  "password": null', "}", "level=error msg=end"], { least: "error" })).toEqual(["level=error msg=end"]);
});

test("each stream goes on for itself, however the two are woven into each other", () => {
  const [info, error, , frame = logLine("")] = lines(STACK_TRACE);
  const woven = [{ ...error, stream: "stderr" }, { ...info, stream: "stdout" }, { ...frame, stream: "stderr" }] as const;
  expect(withLevels()(woven.map((line) => logLine(line.text ?? "", { stream: line.stream }))).map(({ level }) => level)).toEqual(["error", "info", "error"]);
});

test("a level that whoever keeps the log knows is believed", () => {
  expect(withLevels()([logLine("what is this?", { level: "warn" })])[0]?.level).toBe("warn");
});

test.each<[LogLevel, readonly number[]]>([
  ["info", [0, 1, 2, 3, 4, 5, 6, 7]],
  ["warn", [1, 2, 3, 4, 5, 6, 7]],
  ["error", [1, 2, 3, 4, 5, 6]],
  ["fatal", []],
])("level %s keeps the records that are as grave or graver, with everything under them", (least, indexes) => {
  expect(kept(STACK_TRACE, { least })).toEqual(indexes.map((index) => STACK_TRACE[index]));
});

test("a line that says no level passes none", () => {
  expect(kept(["listening on port 8080"], { least: "trace" })).toEqual([]);
});

test("a match anywhere in a record shows the whole record, and nothing else", () => {
  expect(kept(STACK_TRACE, { pattern: /SQLException/ })).toEqual(STACK_TRACE.slice(1, 7));
  expect(kept(POSTGRES, { pattern: /INSERT/ })).toEqual(POSTGRES.slice(1));
  expect(kept(STACK_TRACE, { pattern: /order 17/ })).toEqual(STACK_TRACE.slice(1, 7));
});

test("level and expression must both be so, of the same record", () => {
  expect(kept(STACK_TRACE, { least: "error", pattern: /slow|started/ })).toEqual([]);
  expect(kept(STACK_TRACE, { least: "warn", pattern: /slow|started/ })).toEqual([STACK_TRACE[7]]);
});

test("a record may come in pieces: what was held is shown with the line that matches", () => {
  const stage = wantedRecords({ pattern: /SQLException/ });
  const seen = lines(STACK_TRACE).map((line) => stage([line]).length);
  expect(seen).toEqual([0, 0, 0, 0, 4, 1, 1, 0]);
});

test("a record that never ends is not held for ever: its beginning and what matches are shown", () => {
  const stage = wantedRecords({ pattern: /here/ });
  stage([logLine("ERROR it begins")]);
  for (let batch = 0; batch < 100; batch += 1) stage(lines(Array.from({ length: 100 }, () => "\tat a.b.C")));
  const shown = stage([logLine("\tit is here")]).map(({ text }) => text);
  expect(shown).toHaveLength(501);
  expect([shown[0], shown.at(-1)]).toEqual(["ERROR it begins", "\tit is here"]);
});
