import { expect, test } from "vitest";
import { problemsInRules } from "../../../dev/stacks/own-files/check-rules.ts";

const rules = (...lines: readonly string[]): string => ["groups:", "  - name: shop", "    rules:", ...lines.map((line) => `      ${line}`)].join("\n");
const shown = (text: string) => problemsInRules(text).map(({ at, text: words }) => `${at.line}:${at.column} ${words}`);

test("a sound file has no problem", () => {
  expect(shown(rules("- alert: Slow", "  expr: sum(rate(orders_total[5m])) by (service) > 0.5", "  for: 1m", "  labels: { severity: P2 }", "- record: shop:orders:rate5m", "  expr: |", "    sum(", "      rate(orders_total[5m])", "    )"))).toEqual([]);
});

test("a number is an expression or a label as well, and a group may look back by an offset", () => {
  expect(shown(rules("- record: shop:slo:target", "  expr: 0.99", "- alert: Slow", "  expr: up == 0", "  labels: { team: 7 }", "  annotations: { page: true }"))).toEqual([]);
  expect(shown("groups:\n  - name: shop\n    query_offset: 30s\n    rules: []")).toEqual([]);
});

test("what is no YAML is shown where it is", () => {
  expect(shown("groups:\n  - name: [shop")).toEqual([expect.stringMatching(/^2:\d+ /)]);
});

test("an expression that is no PromQL is shown with its line and from where on it is not", () => {
  expect(shown(rules("- alert: Slow", "  expr: sum(rate(orders_total[5m])", "- alert: Odd", "  expr: up =="))).toEqual([
    '5:15 this is no PromQL, from "its end" on: sum(rate(orders_total[5m])',
    '7:15 this is no PromQL, from "its end" on: up ==',
  ]);
  expect(shown(rules("- record: a", "  expr: up and and down"))).toEqual([expect.stringContaining('5:15 this is no PromQL, from "down" on')]);
});

test("a rule that is neither an alert nor a recording, and a key that nobody knows, are problems", () => {
  expect(shown(rules("- expr: up"))).toEqual([expect.stringContaining("4:9 groups.0.rules.0: a rule is an alert")]);
  expect(shown(rules("- alert: A", "  expr: up", "  fro: 5m"))).toHaveLength(1);
  expect(shown("rules: []")).not.toEqual([]);
});

test("a duration must be one", () => {
  expect(shown("groups:\n  - name: a\n    interval: soon\n    rules: []")).toEqual([expect.stringContaining("3:15 groups.0.interval: a duration")]);
});
