import { z } from "zod";

/** One query that a dashboard sends when it is opened. */
export interface DashboardQuery {
  /** The uid. */
  readonly dashboard: string;
  /** The panel's title, or `variable <name>`. */
  readonly panel: string;
  readonly refId: string;
  /** The data source's uid. */
  readonly datasource: string;
  readonly expr: string;
  readonly kind: "instant" | "range";
  /** Labels that the legend names: a series without them is shown without a name. */
  readonly labels: readonly string[];
}

/** What stands in for Grafana's variables. A value may be a regular expression, as All is. */
export interface Filling {
  /** Variables of the dashboard by name. @default `.+` for each, empty for a text box */
  readonly variables?: Readonly<Record<string, string>>;
  /** The time shown, and the window of rates. @default "30m" and "1m" */
  readonly range?: string;
  readonly rateInterval?: string;
}

const target = z.object({ refId: z.string(), expr: z.string(), datasource: z.object({ uid: z.string() }), instant: z.boolean().optional(), queryType: z.string().optional(), legendFormat: z.string().default("") });
const variable = z.object({ name: z.string(), type: z.string(), datasource: z.object({ uid: z.string() }).optional(), query: z.unknown() });
const dashboard = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(z.object({ title: z.string(), targets: z.array(target).optional() })),
});
const ofMetrics = z.object({ query: z.string() });
const ofLogs = z.object({ label: z.string(), stream: z.string() });

const filled = (expr: string, values: ReadonlyMap<string, string>): string =>
  expr.replace(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (whole, braced: string | undefined, plain: string | undefined) => values.get(braced ?? plain ?? "") ?? whole);

/** A variable's choices come from a request of their own; as a query the same question is: which values does the label have? */
const choicesOf = (query: unknown): string => {
  const metrics = ofMetrics.safeParse(query);
  if (metrics.success) return metrics.data.query.replace(/^label_values\((.*), (\w+)\)$/s, "group by ($2) ($1)");
  const { label, stream } = ofLogs.parse(query);
  return `sum by (${label}) (count_over_time(${stream === "" ? `{${label}=~".+"}` : stream}[$__range]))`;
};

/** Every query of every panel and variable of a dashboard, ready to be sent. Pure. */
export const dashboardQueries = (json: unknown, { variables = {}, range = "30m", rateInterval = "1m" }: Filling = {}): readonly DashboardQuery[] => {
  const { uid, templating, panels } = dashboard.parse(json);
  const values = new Map([
    ...templating.list.map(({ name, type }) => [name, type === "textbox" ? "" : ".+"] as const),
    ...Object.entries(variables),
    ...Object.entries({ __range: range, __rate_interval: rateInterval, __interval: rateInterval, __auto: rateInterval }),
  ]);
  const choices = templating.list
    .filter(({ type }) => type === "query")
    .map(
      ({ name, datasource, query }): DashboardQuery => ({
        dashboard: uid,
        panel: `variable ${name}`,
        refId: "choices",
        datasource: datasource?.uid ?? "",
        expr: filled(choicesOf(query), values),
        kind: "instant",
        labels: [],
      }),
    );
  const ofPanels = panels.flatMap(({ title, targets = [] }) =>
    targets.map(
      ({ refId, expr, datasource, instant, queryType, legendFormat }): DashboardQuery => ({
        dashboard: uid,
        panel: title,
        refId,
        datasource: datasource.uid,
        expr: filled(expr, values),
        kind: instant === true || queryType === "instant" ? "instant" : "range",
        labels: [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = ""]) => label),
      }),
    ),
  );
  return [...choices, ...ofPanels];
};
