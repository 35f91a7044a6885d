import { DataqueryBuilder as LokiQuery } from "@grafana/grafana-foundation-sdk/loki";
import { PromQueryFormat, DataqueryBuilder as PromQuery } from "@grafana/grafana-foundation-sdk/prometheus";
import { LOKI, PROMETHEUS } from "./sources.ts";

/** One line (or several) of a panel. */
export interface Line {
  readonly expr: string;
  /** What the legend says, with labels in double braces. */
  readonly legend: string;
}

const refId = (index: number): string => String.fromCharCode("A".charCodeAt(0) + index);

/** Over the time of the dashboard. */
export const lineOverTime = ({ expr, legend }: Line, index = 0): PromQuery =>
  new PromQuery().refId(refId(index)).datasource(PROMETHEUS).expr(expr).legendFormat(legend).range();
export const overTime = (lines: readonly Line[]): PromQuery[] => lines.map(lineOverTime);

/** As it is now. */
export const rightNow = ({ expr, legend }: Line): PromQuery => new PromQuery().refId("A").datasource(PROMETHEUS).expr(expr).legendFormat(legend).instant();

/** As it is now, a row for each series. */
export const asTable = (expr: string): PromQuery => new PromQuery().refId("A").datasource(PROMETHEUS).expr(expr).format(PromQueryFormat.Table).instant();

/** Numbers that are counted from log lines. */
export const countedLines = (lines: readonly Line[]): LokiQuery[] =>
  lines.map(({ expr, legend }, index) => new LokiQuery().refId(refId(index)).datasource(LOKI).expr(expr).legendFormat(legend).queryType("range"));

/** A number that is counted from log lines, as it is now. */
export const countedNow = ({ expr, legend }: Line): LokiQuery => new LokiQuery().refId("A").datasource(LOKI).expr(expr).legendFormat(legend).queryType("instant");

/** The lines themselves, the newest first. */
export const logLines = (expr: string, maxLines: number): LokiQuery =>
  new LokiQuery().refId("A").datasource(LOKI).expr(expr).maxLines(maxLines).queryType("range");
