import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import { type DashboardLinkBuilder, FieldColorBuilder, FieldColorModeId, MappingType } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsBuilder } from "@grafana/grafana-foundation-sdk/logs";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { countedLines, countedNow, type Line, lineOverTime, logLines, overTime, rightNow } from "./queries.ts";
import { LOKI, PROMETHEUS } from "./sources.ts";
import { COLOUR, PLAIN, type Steps, thresholds } from "./steps.ts";

/** What every panel says of itself. */
export interface Words {
  readonly title: string;
  /** What it shows and how to read it, for someone who has never seen the metric. */
  readonly description: string;
  readonly unit: string;
}

const byThreshold = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
const last = (): ReduceDataOptionsBuilder => new ReduceDataOptionsBuilder().calcs(["lastNotNull"]);

const number = ({ title, description, unit }: Words, steps: Steps): StatBuilder =>
  new StatBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .span(4)
    .height(4)
    .thresholds(thresholds(steps))
    .colorScheme(byThreshold())
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(last());

/** One number of the row on top, with its recent past behind it. */
export const stat = (spec: Words & { readonly expr: string; readonly steps?: Steps }): StatBuilder =>
  number(spec, spec.steps ?? PLAIN).datasource(PROMETHEUS).graphMode(BigValueGraphMode.Area).withTarget(lineOverTime({ expr: spec.expr, legend: spec.title }));

/** One number of the row on top, counted from log lines. */
export const statOfLogs = (spec: Words & { readonly expr: string; readonly steps?: Steps }): StatBuilder =>
  number(spec, spec.steps ?? PLAIN).datasource(LOKI).graphMode(BigValueGraphMode.None).withTarget(countedNow({ expr: spec.expr, legend: spec.title }));

interface Tiles extends Omit<Words, "unit"> {
  readonly expr: string;
  /** How a service is shown that does not answer. */
  readonly down: { readonly text: string; readonly color: string };
  readonly links: readonly DashboardLinkBuilder[];
}

/** A tile for each service: up, or the word for not. An application that is off is no fault, so its tile is not red. */
export const tiles = (spec: Tiles): StatBuilder =>
  number({ ...spec, unit: "none" }, [{ value: null, color: spec.down.color }, { value: 1, color: COLOUR.good }])
    .datasource(PROMETHEUS)
    .span(8)
    .height(5)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.ValueAndName)
    .mappings([{ type: MappingType.ValueToText, options: { "0": { ...spec.down, index: 1 }, "1": { text: "up", color: COLOUR.good, index: 0 } } }])
    .dataLinks([...spec.links])
    .withTarget(rightNow({ expr: spec.expr, legend: "{{service}}" }));

interface Series extends Words {
  readonly lines: readonly Line[];
  readonly links?: readonly DashboardLinkBuilder[];
  /** Where it becomes worse, as dashed lines. */
  readonly steps?: Steps;
  readonly stacked?: "stacked";
  /** Columns of 24. @default 12 */
  readonly span?: number;
}

const lines = ({ title, description, unit, links, steps, stacked, span }: Series): TimeseriesBuilder =>
  new TimeseriesBuilder()
    .title(title)
    .description(description)
    .unit(unit)
    .span(span ?? 12)
    .height(8)
    .axisSoftMin(0)
    .lineWidth(stacked === undefined ? 2 : 1)
    .fillOpacity(stacked === undefined ? 8 : 40)
    .gradientMode(GraphGradientMode.Opacity)
    .showPoints(VisibilityMode.Never)
    .spanNulls(false)
    // The same series has the same colour on every panel.
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName))
    .stacking(new StackingConfigBuilder().mode(stacked === undefined ? StackingMode.None : StackingMode.Normal).group("A"))
    .thresholds(thresholds(steps ?? [{ value: null, color: COLOUR.good }]))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(steps === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed))
    .legend(new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Bottom).calcs(["mean", "max", "lastNotNull"]))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .dataLinks([...(links ?? [])]);

/** How numbers went over time. */
export const series = (spec: Series): TimeseriesBuilder => lines(spec).datasource(PROMETHEUS).targets(overTime(spec.lines));

/** How many log lines there were over time. */
export const seriesOfLogs = (spec: Series): TimeseriesBuilder => lines(spec).datasource(LOKI).targets(countedLines(spec.lines));

/** Log lines as they were written. */
export const logs = (spec: Omit<Words, "unit"> & { readonly expr: string }): LogsBuilder =>
  new LogsBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(LOKI)
    .span(24)
    .height(20)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .withTarget(logLines(spec.expr, 1000));
