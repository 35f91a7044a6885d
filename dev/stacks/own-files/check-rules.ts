import { parser } from "@prometheus-io/lezer-promql";
import { parseDocument } from "yaml";
import * as z from "zod/mini";
import { placeOf, syntaxProblems } from "./place-of.ts";
import type { FileProblem } from "./problem.ts";

const duration = z.string().check(z.regex(/^(\d+(ms|s|m|h|d|w|y))+$|^0$/, "a duration, for example 5m"));
/** Prometheus takes every scalar as the text that it is written as: `expr: 0.99` is an expression, and `team: 7` a label. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const texts = z.record(z.string(), scalar);

const rule = z.union(
  [
    z.strictObject({ alert: scalar, expr: scalar, for: z.optional(duration), keep_firing_for: z.optional(duration), labels: z.optional(texts), annotations: z.optional(texts) }),
    z.strictObject({ record: scalar, expr: scalar, labels: z.optional(texts) }),
  ],
  "a rule is an alert (alert, expr, for, keep_firing_for, labels, annotations) or a recording (record, expr, labels)",
);

/** As Prometheus 2 reads a rule file. */
const file = z.strictObject({
  groups: z.array(z.strictObject({ name: scalar, interval: z.optional(duration), query_offset: z.optional(duration), limit: z.optional(z.int()), rules: z.array(rule) })),
});

/** Pure. Everything that would keep Prometheus from starting with this file, as far as it can be told without Prometheus. */
export const problemsInRules = (text: string): readonly FileProblem[] => {
  const document = parseDocument(text);
  if (document.errors.length > 0) return syntaxProblems(document, text);
  const read = z.safeParse(file, document.toJS());
  if (!read.success) return read.error.issues.map(({ path, message }) => ({ at: placeOf(document, path, text), text: `${path.join(".") || "the file"}: ${message}` }));
  return read.data.groups.flatMap(({ rules }, group) =>
    rules.flatMap(({ expr }, index): readonly FileProblem[] => {
      const query = String(expr);
      const wrong = firstError(query);
      return wrong === undefined ? [] : [{ at: placeOf(document, ["groups", group, "rules", index, "expr"], text), text: `this is no PromQL, from "${query.slice(wrong).trim() || "its end"}" on: ${query.trim()}` }];
    }),
  );
};

/** Where the parser of Prometheus' own editor first meets what it cannot read. */
const firstError = (expression: string): number | undefined => {
  let first: number | undefined;
  parser.parse(expression).iterate({ enter: ({ type, from }) => void (type.isError && (first ??= from)) });
  return first;
};
