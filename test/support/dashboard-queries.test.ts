import { expect, test } from "vitest";
import { dashboardQueries } from "./dashboard-queries.ts";
import { logqlErrors, metricsIn, promqlErrors } from "./promql.ts";

const METRICS = { type: "prometheus", uid: "metrics" } as const;
const LOGS = { type: "loki", uid: "logs" } as const;

const board = (over: object) => ({ uid: "board", templating: { list: [] }, panels: [], ...over });

test("a panel's queries come with their place, and Grafana's variables are filled in", () => {
  const json = board({
    templating: { list: [{ name: "instance", type: "query", datasource: METRICS, query: { query: "label_values(up, instance)" } }] },
    panels: [
      {
        title: "Requests",
        targets: [
          { refId: "A", datasource: METRICS, expr: 'rate(x{instance=~"$instance"}[$__rate_interval])', legendFormat: "{{service}} {{ status }}", range: true, instant: false },
          { refId: "B", datasource: METRICS, expr: "increase(x[${__range}])", instant: true },
        ],
      },
    ],
  });
  expect(dashboardQueries(json, { variables: { instance: "shop-1" }, rateInterval: "20s", range: "5m" })).toEqual([
    { dashboard: "board", panel: "variable instance", refId: "choices", datasource: "metrics", expr: "group by (instance) (up)", kind: "instant", labels: [] },
    { dashboard: "board", panel: "Requests", refId: "A", datasource: "metrics", expr: 'rate(x{instance=~"shop-1"}[20s])', kind: "range", labels: ["service", "status"] },
    { dashboard: "board", panel: "Requests", refId: "B", datasource: "metrics", expr: "increase(x[5m])", kind: "instant", labels: [] },
  ]);
});

test("log queries too, and an empty text box finds everything", () => {
  const json = board({
    templating: {
      list: [
        { name: "service", type: "query", datasource: LOGS, query: { label: "service", stream: '{instance=~"$instance"}', type: 1 } },
        { name: "instance", type: "query", datasource: LOGS, query: { label: "instance", stream: "", type: 1 } },
        { name: "search", type: "textbox", query: "" },
      ],
    },
    panels: [{ title: "A row" }, { title: "Lines", targets: [{ refId: "A", datasource: LOGS, expr: '{service=~"$service"} |= `$search`', queryType: "range" }] }],
  });
  expect(dashboardQueries(json).map(({ panel, expr, kind }) => [panel, expr, kind])).toEqual([
    ["variable service", 'sum by (service) (count_over_time({instance=~".+"}[30m]))', "instant"],
    ["variable instance", 'sum by (instance) (count_over_time({instance=~".+"}[30m]))', "instant"],
    ["Lines", '{service=~".+"} |= ``', "range"],
  ]);
});

test("what is no variable of the dashboard stays, so that a test sees it", () => {
  const json = board({ panels: [{ title: "P", targets: [{ refId: "A", datasource: METRICS, expr: 'label_replace(x{a="$unknown"}, "b", "$1", "c", "(.*)")' }] }] });
  expect(dashboardQueries(json)[0]?.expr).toBe('label_replace(x{a="$unknown"}, "b", "$1", "c", "(.*)")');
});

test("the metrics of an expression are those that it selects, behind every fallback", () => {
  expect(metricsIn('histogram_quantile(0.95, sum by (le) (rate(a_bucket{b="c"}[1m]))) or vector(0) or sum(d:e:f) / on (service) g offset 5m')).toEqual(["a_bucket", "d:e:f", "g"]);
});

test("an expression that cannot be read says where", () => {
  expect(promqlErrors("sum(rate(x[1m]))")).toEqual([]);
  expect(promqlErrors("sum(rate(x[1m])")).not.toEqual([]);
  expect(logqlErrors('sum(count_over_time({a="b"} |= `c` [1m])) or vector(0)')).toEqual([]);
  expect(logqlErrors('{a="b"')).not.toEqual([]);
});
