import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "./cli.ts";
import { type DashboardQuery, dashboardQueries } from "./dashboard-queries.ts";

/** Dashboards that every instance has, and those of clusters alone. */
export const DASHBOARD_FOLDERS = { everywhere: join(projectRoot, "compose", "grafana", "dashboards"), cluster: join(projectRoot, "k3d", "grafana", "dashboards") } as const;
const SHOWN_SECONDS = 120;
const answer = z.object({ data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()).default({}) })) }) });

/** Every query of every panel and variable, as the dashboards of a folder send them for one instance. */
export const queriesOf = (instance: string, folder: string = DASHBOARD_FOLDERS.everywhere): readonly DashboardQuery[] =>
  readdirSync(folder).flatMap((file) => dashboardQueries(JSON.parse(readFileSync(join(folder, file), "utf8")), { variables: { instance }, rateInterval: "30s", range: "5m" }));

/** Why a query shows nothing; `undefined` when it shows something that its legend can name. */
const emptiness = async (base: string, { expr, kind, labels }: DashboardQuery): Promise<string | undefined> => {
  const now = Date.now() / 1000;
  const time = kind === "instant" ? { time: String(now) } : { start: String(now - SHOWN_SECONDS), end: String(now), step: "5" };
  const response = await fetch(`${base}/${kind === "instant" ? "query" : "query_range"}?${new URLSearchParams({ query: expr, ...time })}`, { signal: AbortSignal.timeout(20_000) });
  if (!response.ok) return `${response.status} ${await response.text()}`;
  const { result } = answer.parse(await response.json()).data;
  return result.some(({ metric }) => labels.every((label) => metric[label] !== undefined)) ? undefined : `no data with the labels ${labels.join(", ")}`;
};

/**
 * The queries that show nothing, each with its place and the reason.
 *
 * @param bases Address of the query API by the uid of the data source.
 */
export const emptyOnes = async (bases: Readonly<Record<string, string>>, queries: readonly DashboardQuery[]): Promise<readonly string[]> => {
  const found: string[] = [];
  // One after the other: Loki refuses many questions at once.
  for (const query of queries) {
    const base = bases[query.datasource];
    const reason = base === undefined ? `there is no data source ${query.datasource}` : await emptiness(base, query);
    if (reason !== undefined) found.push(`${query.dashboard} · ${query.panel} · ${query.refId}: ${reason}: ${query.expr}`);
  }
  return found;
};
