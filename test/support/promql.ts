import { parser as logql } from "@grafana/lezer-logql";
import { parser as promql } from "@prometheus-io/lezer-promql";

interface Parser {
  parse(input: string): { iterate(spec: { enter(node: { readonly name: string; readonly from: number; readonly to: number; readonly type: { readonly isError: boolean } }): void }): void };
}

const errorsOf = (parser: Parser, expr: string): readonly string[] => {
  const found: string[] = [];
  parser.parse(expr).iterate({ enter: ({ type, from, to }) => void (type.isError && found.push(`at ${from}: ${expr.slice(Math.max(0, from - 20), Math.max(to, from + 20))}`)) });
  return found;
};

/** Where a PromQL expression cannot be read. Empty: it can. The grammar is Prometheus' own. */
export const promqlErrors = (expr: string): readonly string[] => errorsOf(promql, expr);

/** Where a LogQL expression cannot be read. Empty: it can. The grammar is Grafana's own. */
export const logqlErrors = (expr: string): readonly string[] => errorsOf(logql, expr);

/**
 * The metrics that a PromQL expression names. A fallback such as `or vector(0)` gives data whatever the name before it is:
 * each of these must exist for itself.
 */
export const metricsIn = (expr: string): readonly string[] => {
  const names = new Set<string>();
  let at = -1;
  promql.parse(expr).iterate({
    enter: ({ name, from, to }) => {
      if (name === "VectorSelector") at = from;
      if (name === "Identifier" && from === at) names.add(expr.slice(from, to));
    },
  });
  return [...names];
};
