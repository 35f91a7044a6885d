import { QueryVariableBuilder, TextBoxVariableBuilder, VariableRefresh, VariableSort } from "@grafana/grafana-foundation-sdk/dashboard";
import { LOKI, OF_INSTANCE, PROMETHEUS } from "./sources.ts";

const choice = (name: string, label: string, description: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    // Not `.*`: Loki refuses a selector that anything would match.
    .allValue(".+")
    .current({ selected: true, text: ["All"], value: ["$__all"] });

/** Grafana's number for the question after the values of a label, of both data sources. */
const LABEL_VALUES = 1;
const fromMetrics = (labelValues: string) => ({ qryType: LABEL_VALUES, query: labelValues, refId: "PrometheusVariableQueryEditor-VariableQuery" });
const fromLogs = (label: string, stream: string) => ({ label, stream, type: LABEL_VALUES, refId: "LokiVariableQueryEditor-VariableQuery" });

const INSTANCE = ["instance", "Instance", "One running stack of one working copy, as `neotool dev ps` names it."] as const;
const SERVICE = ["service", "Service", "A service of the stack."] as const;

/** Which instance. There is mostly one. */
export const instance = (): QueryVariableBuilder => choice(...INSTANCE).datasource(PROMETHEUS).query(fromMetrics("label_values(up, instance)"));

/** Which of the services that have a metric. */
export const service = (metric: string): QueryVariableBuilder =>
  choice(...SERVICE)
    .datasource(PROMETHEUS)
    .query(fromMetrics(`label_values(${metric.includes("{") ? metric.replace("{", `{${OF_INSTANCE}, `) : `${metric}{${OF_INSTANCE}}`}, service)`));

/** Which namespaces have containers. */
export const namespace = (): QueryVariableBuilder =>
  choice("namespace", "Namespace", "A part of the cluster, as production has it.")
    .datasource(PROMETHEUS)
    .query(fromMetrics(`label_values(container_memory_working_set_bytes{${OF_INSTANCE}, namespace!=""}, namespace)`));

/** Whose logs there are. */
export const instanceWithLogs = (): QueryVariableBuilder => choice(...INSTANCE).datasource(LOKI).query(fromLogs("instance", ""));
export const serviceWithLogs = (): QueryVariableBuilder => choice(...SERVICE).datasource(LOKI).query(fromLogs("service", `{${OF_INSTANCE}}`));
export const level = (): QueryVariableBuilder => choice("level", "Level", "How serious a line is.").datasource(LOKI).query(fromLogs("level", `{${OF_INSTANCE}}`));

/** A piece of text that lines must contain. */
export const search = (): TextBoxVariableBuilder =>
  new TextBoxVariableBuilder("search").label("Contains").description("Only lines with this text, for example a trace id. Empty: all lines.").defaultValue("");
