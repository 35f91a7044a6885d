import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { projectRoot } from "../support/cli.ts";
import { dashboardQueries } from "../support/dashboard-queries.ts";
import { micronaut } from "../support/metrics/micronaut.ts";
import { router } from "../support/metrics/router.ts";
import { web } from "../support/metrics/web.ts";
import { metricsIn } from "../support/promql.ts";

const read = (folder: string): readonly (readonly [string, string])[] => readdirSync(join(projectRoot, folder)).map((name) => [name, readFileSync(join(projectRoot, folder, name), "utf8")]);

/** What the real programs published under a small load: a line for each metric, with its labels. The files are named after program and version. */
const labelsByMetric = (text: string) => new Map(text.trim().split("\n").map((line) => [line.split("{")[0] ?? "", [...line.matchAll(/\w+(?=[,}])/g)].map(([label]) => label)] as const));
const recorded = new Map(read("test/dashboards/recorded").map(([name, text]) => [name.replace(/\.txt$/, ""), labelsByMetric(text)]));

/** Made by Prometheus itself, or by the real programs only when something has gone wrong. */
const RARE = ["up", "ALERTS", "minio_s3_requests_5xx_errors_total", "loki_discarded_samples_total"] as const;

const ruleFile = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ record: z.string().optional(), expr: z.string() })) })) });
const rules = read("compose/prometheus/rules").flatMap(([, text]) => ruleFile.parse(parse(text)).groups.flatMap((group) => group.rules));
const queries = [...read("compose/grafana/dashboards"), ...read("k3d/grafana/dashboards")].flatMap(([, text]) => dashboardQueries(JSON.parse(text))).filter(({ datasource }) => datasource === "neotool-prometheus");
const used = new Set([...queries, ...rules].flatMap(({ expr }) => metricsIn(expr)));

const publishedBy = async (...programs: readonly { readonly registry: { metrics(): Promise<string> } }[]): Promise<ReadonlyMap<string, readonly string[]>> => {
  const texts = await Promise.all(programs.map(({ registry }) => registry.metrics()));
  const lines = texts.flatMap((text) => text.split("\n")).filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => [/^[\w:]+/.exec(line)?.[0] ?? "", [...line.matchAll(/(\w+)="/g)].map(([, label = ""]) => label)]));
};

test("every metric that a dashboard or a rule asks for is published by a real program, or by our stand-in for an application", async () => {
  const applications = await publishedBy(micronaut("buckets"), web());
  const known = new Set([...[...recorded.values()].flatMap((metrics) => [...metrics.keys()]), ...applications.keys(), ...rules.flatMap(({ record }) => record ?? []), ...RARE]);
  expect(used.size).toBeGreaterThan(120);
  expect([...used].filter((name) => !known.has(name))).toEqual([]);
});

test("the imitated router publishes nothing that Apollo Router 2.7.0 does not, and every label as it does", async () => {
  const real = recorded.get("apollo-router-2.7.0");
  const strange = [...(await publishedBy(router()))].filter(([name, labels]) => labels.some((label) => !real?.get(name)?.includes(label)) || !real?.has(name));
  expect(strange).toEqual([]);
});
