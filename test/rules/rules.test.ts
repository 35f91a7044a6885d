import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../support/cli.ts";
import { metricsIn, promqlErrors } from "../support/promql.ts";

const filesIn = (folder: string, suffix: string): readonly unknown[] => {
  const names = readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith(suffix));
  return names.map((name) => parse(readFileSync(join(projectRoot, folder, name), "utf8")));
};

const words = z.record(z.string(), z.string());
const ruleFile = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({ alert: z.string().optional(), record: z.string().optional(), expr: z.string(), labels: words.optional(), annotations: words.optional() }),
      ),
    }),
  ),
});
const testFile = z.object({
  tests: z.array(
    z.object({
      input_series: z.array(z.object({ series: z.string() })),
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.object({ exp_labels: z.record(z.string(), z.string()) })) })).default([]),
    }),
  ),
});

const groups = filesIn("compose/prometheus/rules", ".yml").flatMap((file) => ruleFile.parse(file).groups);
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.flatMap(({ alert, ...rule }) => (alert === undefined ? [] : [{ ...rule, alert }]));
const records = rules.flatMap(({ record }) => (record === undefined ? [] : [record]));
const cases = filesIn("test/rules", ".test.yml").flatMap((file) => testFile.parse(file).tests);

/** Whom an alert can be about: two of these beside each other are a case that fires and one that does not. */
const SUBJECT = ["instance", "service", "database", "consumergroup", "rule_group"] as const;
const subjectOf = (series: string) => Object.fromEntries(SUBJECT.flatMap((label) => [...series.matchAll(new RegExp(`\\b${label}="([^"]*)"`, "g"))].map(([, value]) => [label, value])));

test("every alert has a severity of the handbook and says what, how much, and what to type next", () => {
  const mute = alerts.filter(
    ({ labels = {}, annotations = {} }) =>
      !/^P[0-3]$/.test(labels["severity"] ?? "") ||
      (annotations["summary"] ?? "").length < 20 ||
      !(annotations["description"] ?? "").includes("{{ $labels.service }}") ||
      !(annotations["runbook"] ?? "").startsWith("neotool dev why {{ $labels.service }}"),
  );
  expect(mute.map(({ alert }) => alert)).toEqual([]);
  expect(new Set(alerts.map(({ labels }) => labels?.["severity"]))).toEqual(new Set(["P0", "P1", "P2", "P3"]));
});

test("names do not repeat", () => {
  for (const names of [alerts.map(({ alert }) => alert), records]) expect(new Set(names).size).toBe(names.length);
});

test("every alert has a case that fires and one that does not", () => {
  const shown = (kind: (expected: number, silent: number) => boolean) =>
    new Set(
      cases.flatMap(({ input_series, alert_rule_test }) =>
        alert_rule_test.flatMap(({ alertname, exp_alerts }) => {
          const subjects = input_series.map(({ series }) => subjectOf(series));
          const silent = subjects.filter((subject) => !exp_alerts.some(({ exp_labels }) => SUBJECT.every((label) => exp_labels[label] === undefined || exp_labels[label] === subject[label])));
          return kind(exp_alerts.length, silent.length) ? [alertname] : [];
        }),
      ),
    );
  const names = alerts.map(({ alert }) => alert).sort();
  expect([...shown((expected) => expected > 0)].sort()).toEqual(names);
  expect(names.filter((name) => !shown((_expected, silent) => silent > 0).has(name))).toEqual([]);
});

test("every expression can be read, and every recorded name that one uses is recorded", () => {
  expect(rules.flatMap(({ expr }) => promqlErrors(expr))).toEqual([]);
  const used = rules.flatMap(({ expr }) => metricsIn(expr)).filter((name) => name.includes(":"));
  expect(used.filter((name) => !records.includes(name))).toEqual([]);
});

test("the page has a line for every alert, with its severity", () => {
  const page = readFileSync(join(projectRoot, "docs/observability.md"), "utf8");
  expect(alerts.filter(({ alert, labels }) => !page.includes(`| \`${alert}\` | ${labels?.["severity"]} |`)).map(({ alert }) => alert)).toEqual([]);
  expect([...page.matchAll(/^\| `([A-Z]\w+)` \| P\d \|/gm)].map(([, name]) => name).filter((name) => !alerts.some(({ alert }) => alert === name))).toEqual([]);
});
