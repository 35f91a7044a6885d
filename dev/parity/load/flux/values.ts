import { isRecord } from "../../../platform/is-record.ts";
import { listOf } from "../../../platform/list-of.ts";

type Values = Readonly<Record<string, unknown>>;

/** Maps are merged, everything else is replaced; `null` is kept, since it takes a chart's default away. Pure. */
export const mergeValues = (under: Values, over: Values): Values => {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isRecord(value) && isRecord(below) ? mergeValues(below, value) : value;
  }
  return merged;
};

/** `a.b[0].c`, where a dot may be escaped, as Helm's --set has it. */
const stepsOf = (target: string): readonly (string | number)[] =>
  [...target.matchAll(/((?:\\.|[^.[\]\\])+)|\[(\d+)\]/g)].map(([, key, index]) => (index === undefined ? (key ?? "").replaceAll(/\\(.)/g, "$1") : Number(index)));

const put = (under: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown => {
  if (step === undefined) return value;
  if (typeof step === "number") {
    const list = listOf(under);
    return Array.from({ length: Math.max(list.length, step + 1) }, (_, index) => (index === step ? put(list[index], rest, value) : (list[index] ?? null)));
  }
  const record = isRecord(under) ? under : {};
  return { ...record, [step]: put(record[step], rest, value) };
};

const typed = (text: string): unknown => {
  if (/^(true|false)$/.test(text)) return text === "true";
  if (text === "null") return null;
  return /^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
};

/** A single value at a target path. In quotes it stays text. */
export const putValue = (values: Values, target: string, text: string): Values => {
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  const done = put(values, stepsOf(target), quoted ? quoted[2] : typed(text));
  return isRecord(done) ? done : values;
};
