import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { BOARDS, CLUSTER_BOARDS, dashboardFiles } from "../../scripts/dashboards/all.ts";
import { projectRoot } from "../support/cli.ts";
import { dashboardQueries } from "../support/dashboard-queries.ts";
import { logqlErrors, promqlErrors } from "../support/promql.ts";

const EVERYWHERE = join(projectRoot, "compose/grafana/dashboards");
const IN_CLUSTERS = join(projectRoot, "k3d/grafana/dashboards");
const STORES = ["postgres", "pgbouncer", "kafka", "minio", "vault"] as const;

const link = z.object({ title: z.string(), url: z.string().optional() });
const panel = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().optional(), thresholds: z.object({ steps: z.array(z.unknown()) }).optional(), links: z.array(link).optional() }) }).optional(),
  targets: z.array(z.object({ refId: z.string() })).optional(),
});
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  tags: z.array(z.string()),
  links: z.array(link),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string(), includeAll: z.boolean().optional() })) }),
  panels: z.array(panel),
});

const filesIn = (folder: string) => readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
const files = [...filesIn(EVERYWHERE), ...filesIn(IN_CLUSTERS)];
const boards = files.map(({ name, text }) => ({ name, text, json: JSON.parse(text), board: dashboard.parse(JSON.parse(text)) }));
const uids = boards.map(({ board }) => board.uid);
const contents = (board: z.infer<typeof dashboard>) => board.panels.filter(({ type }) => type !== "row");

test("the dashboards are what scripts/dashboards says (npm run docs)", () => {
  expect(filesIn(EVERYWHERE)).toEqual([...dashboardFiles(BOARDS)].sort((a, b) => (a.name < b.name ? -1 : 1)));
  expect(filesIn(IN_CLUSTERS)).toEqual(dashboardFiles(CLUSTER_BOARDS));
});

test("there is a dashboard for each question, under a uid that never changes", () => {
  expect([...uids].sort()).toEqual(
    ["neotool-overview", "neotool-services", "neotool-jvm", "neotool-graphql", ...STORES.map((store) => `neotool-${store}`), "neotool-logs", "neotool-cluster"].sort(),
  );
  expect(new Set(boards.map(({ board }) => board.title)).size).toBe(boards.length);
});

describe.each(boards)("$name", ({ text, json, board }) => {
  test("needs no input and no migration, and stands in the menu of the others", () => {
    expect(text).not.toContain("__inputs");
    expect(text).not.toContain("${DS_");
    expect(board.schemaVersion).toBe(39);
    expect(board.tags).toEqual(["neotool"]);
  });

  test("every panel has an id and a place of its own", () => {
    const ids = board.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) => Array.from({ length: w * h }, (_cell, index) => `${x + (index % w)}:${y + Math.floor(index / w)}`));
    expect(new Set(cells).size).toBe(cells.length);
    expect(board.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });

  test("every panel says what it shows, in which unit, and from where on it is bad", () => {
    const measures = (defaults: { unit?: string | undefined; thresholds?: { steps: unknown[] } | undefined } = {}) => defaults.unit !== undefined && (defaults.thresholds?.steps.length ?? 0) > 0;
    const silent = contents(board).filter(({ type, description, fieldConfig }) => (description ?? "").length < 20 || (type !== "logs" && !measures(fieldConfig?.defaults)));
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  test("titles do not repeat within a kind of panel, and query letters do not repeat within a panel", () => {
    const names = contents(board).map(({ type, title }) => `${type} ${title}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { targets = [] } of contents(board)) {
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
  });

  test("all data come from our sources", () => {
    const sources = [...text.matchAll(/"datasource": \{[^}]*"uid": "([^"]+)"/g)].map(([, uid]) => uid);
    expect(sources.filter((uid) => uid !== "neotool-prometheus" && uid !== "neotool-loki")).toEqual([]);
    expect(sources.length).toBeGreaterThanOrEqual(contents(board).length);
  });

  test("every variable that is used is declared, and can be all", () => {
    const declared = board.templating.list.map(({ name }) => name);
    const used = [...text.matchAll(/\$(?:\{(\w+)|([a-z_]\w*))/g)].map(([, braced, plain]) => braced ?? plain ?? "").filter((name) => !name.startsWith("__"));
    expect([...new Set(used)].sort()).toEqual([...declared].sort());
    expect(board.templating.list.filter(({ type, includeAll }) => type === "query" && includeAll !== true)).toEqual([]);
  });

  test("every link leads to a dashboard that exists", () => {
    const links = [...board.links, ...contents(board).flatMap(({ fieldConfig }) => fieldConfig?.defaults.links ?? [])];
    const urls = links.flatMap(({ url = "" }) => (url === "" ? [] : STORES.map((store) => url.replace("/d/neotool-${__field.labels.service}", `/d/neotool-${store}`))));
    const targets = urls.map((url) => /^\/d\/([\w-]+)(\?|$)/.exec(url)?.[1] ?? url);
    expect(targets.filter((target) => !uids.includes(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(0);
  });

  test("every query can be read", () => {
    const errorsOf = (datasource: string, expr: string) => (datasource === "neotool-loki" ? logqlErrors(expr) : promqlErrors(expr));
    const unread = dashboardQueries(json).flatMap(({ panel: where, datasource, expr }) => errorsOf(datasource, expr).map((error) => `${where}: ${error}`));
    expect(unread).toEqual([]);
  });
});
