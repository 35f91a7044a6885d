import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import { finding, side, type Finding } from "../../dev/parity/finding.ts";
import { judge } from "../../dev/parity/judge.ts";
import { parseWaivers } from "../../dev/parity/waivers.ts";

const FILE = "parity.waivers.yaml";
const problemsIn = (text: string): readonly string[] => {
  try {
    parseWaivers(text, FILE);
  } catch (error) {
    if (error instanceof DevError && error.code === "WAIVERS_INVALID") return error.evidence;
    throw error;
  }
  return [];
};

const difference = (service: string, subject: string): Finding => finding(service, "image", subject, { severity: "error", local: side("a"), production: side("b"), why: "It differs.", fix: "Mend it." });
const TAG = difference("postgres", "tag");
const NONE = new Map<string, Readonly<Record<string, string>>>();

const waivers = (until: string, id = "postgres/image/tag") => parseWaivers(`waivers:\n  - id: ${id}\n    reason: the upgrade is under way\n    owner: platform\n    until: ${until}\n`, FILE);

test("a waiver covers its difference up to and on its last day", () => {
  const [judged] = judge([TAG], NONE, waivers("2026-11-21"), "2026-11-21");
  expect(judged?.verdict).toEqual({ is: "waived", reason: "the upgrade is under way", owner: "platform", until: "2026-11-21" });
});

test("one that ran out covers nothing, and is reported with its place", () => {
  const judged = judge([TAG], NONE, waivers("2026-11-20"), "2026-11-21");
  expect(judged.map(({ finding: one, verdict }) => [one.id, verdict.is])).toEqual([["postgres/image/tag", "drift"], ["waivers/waiver/expired:postgres/image/tag", "drift"]]);
  expect(judged[1]?.finding.local.origin).toEqual({ kind: "file", file: FILE, line: 2 });
});

test("one that covers nothing is reported, also where a definition means the difference anyway", () => {
  expect(judge([], NONE, waivers("2027-01-01"), "2026-11-21").map(({ finding: one }) => one.id)).toEqual(["waivers/waiver/useless:postgres/image/tag"]);
  const meant = new Map([["postgres", { "image/tag": "on purpose" }]]);
  expect(judge([TAG], meant, waivers("2027-01-01"), "2026-11-21").map(({ finding: one, verdict }) => [one.id, verdict.is])).toEqual([["postgres/image/tag", "meant"], ["waivers/waiver/useless:postgres/image/tag", "drift"]]);
});

test("a pattern covers whatever it fits, and nothing that merely looks alike", () => {
  const all = [TAG, difference("postgres", "variant"), difference("postgres-exporter", "tag"), difference("kafka", "tag")];
  const covered = (id: string) => judge(all, NONE, waivers("2027-01-01", `"${id}"`), "2026-11-21").filter(({ verdict }) => verdict.is === "waived").map(({ finding: one }) => one.id);
  expect(covered("postgres/image/*")).toEqual(["postgres/image/tag", "postgres/image/variant"]);
  expect(covered("*/image/tag")).toEqual(["kafka/image/tag", "postgres-exporter/image/tag", "postgres/image/tag"]);
  expect(covered("postgres.image.tag")).toEqual([]);
});

test.each([
  ["no YAML", "waivers:\n  - id: [", [/^parity\.waivers\.yaml:\d+ /]],
  ["a list without its key", "- id: x\n", ["parity.waivers.yaml:1 it needs one key, waivers, with a list"]],
  ["another key beside it", "waivers: []\nmore: 1\n", ["parity.waivers.yaml:1 it needs one key, waivers, with a list"]],
  ["no map", "waivers:\n  - postgres\n", ["parity.waivers.yaml:2 a waiver is a map of id, reason, owner and until"]],
  ["missing keys, all at once", "waivers:\n  - id: a/b/c\n    reason: x\n", ["parity.waivers.yaml:2 the waiver has no owner", "parity.waivers.yaml:2 the waiver has no until"]],
  ["an unknown key", "waivers:\n  - id: a\n    reason: b\n    owner: c\n    until: 2027-01-31\n    untill: 1\n", ['parity.waivers.yaml:2 "untill" is no key of a waiver: id, reason, owner, until']],
  ["an empty reason", 'waivers:\n  - id: a\n    reason: ""\n    owner: c\n    until: 2027-01-31\n', ["parity.waivers.yaml:2 reason is empty, or no text"]],
  ["a day that there is not", "waivers:\n  - id: a\n    reason: b\n    owner: c\n    until: 2027-02-30\n", ['parity.waivers.yaml:2 until is no day: "2027-02-30"; write it as 2027-01-31']],
  ["a day written otherwise", "waivers:\n  - id: a\n    reason: b\n    owner: c\n    until: 31.01.2027\n", ['parity.waivers.yaml:2 until is no day: "31.01.2027"; write it as 2027-01-31']],
])("%s is an error with file and line", (_what, text, expected) => {
  const problems = problemsIn(text);
  expect(problems.length).toBe(expected.length);
  expected.forEach((problem, index) => (typeof problem === "string" ? expect(problems[index]).toBe(problem) : expect(problems[index]).toMatch(problem)));
});

test("an empty file accepts nothing", () => {
  expect([parseWaivers("", FILE), parseWaivers("# none yet\n", FILE), parseWaivers("waivers: []\n", FILE)]).toEqual([[], [], []]);
});
