import { table } from "../../../dev/cli/table.ts";
import type { Machine } from "./machine.ts";
import { bootstrap, median, p95, type Interval, type Samples } from "./statistics.ts";

/** One line of a row's table: many runs of the same thing. */
export interface Measure {
  readonly name: string;
  /** @default "ms" */
  readonly unit?: string;
  readonly samples: Samples;
}

/** What a row is about: one number that is held against its target. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** 95 %; `null` for what is counted and not sampled. */
  readonly interval: Interval | null;
  readonly unit: "×" | "ms" | "MB" | "";
  /** At most this; `undefined` where nothing was promised. */
  readonly must?: number | undefined;
  readonly stretch?: number | undefined;
}

/** What a row found. */
export interface Report {
  readonly measures: readonly Measure[];
  readonly figures: readonly Figure[];
  /** Sentences under the table. */
  readonly notes?: readonly string[];
}

/** How much longer one thing takes than another, by their medians. */
export const ratioOf = (name: string, above: Samples, below: Samples, target: Pick<Figure, "must" | "stretch"> = {}): Figure => ({
  name,
  unit: "×",
  value: median(above) / median(below),
  interval: bootstrap({ above, below }, (drawn) => median(drawn.above) / median(drawn.below)),
  ...target,
});

/** A median or another single number of one set of samples, against an absolute target. */
export const figureOf = (name: string, samples: Samples, of: (samples: Samples) => number, target: Pick<Figure, "must" | "stretch"> = {}): Figure => ({
  name,
  unit: "ms",
  value: of(samples),
  interval: bootstrap({ samples }, (drawn) => of(drawn.samples)),
  ...target,
});

/** `unclear`: the interval holds the target, so more runs may turn it. */
const judged = ({ value, interval, must }: Figure): string => {
  if (must === undefined) return "";
  const { low, high } = interval ?? { low: value, high: value };
  return high <= must ? "met" : low > must ? "not met" : "unclear";
};

const round = (value: number): number => Number(value.toPrecision(value < 10 ? 3 : 4));
const shown = (value: number, unit: string): string => (unit === "" ? String(value) : unit === "×" ? `${value.toFixed(2)} ×` : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`);

const measureRow = ({ name, unit = "ms", samples }: Measure): readonly string[] => {
  if (samples.length === 0) return [name, "0", "", "", "", ""];
  return [name, String(samples.length), ...[median(samples), p95(samples), Math.min(...samples), Math.max(...samples)].map((value) => shown(value, unit))];
};

const figureRow = (figure: Figure): readonly string[] => {
  const { name, value, interval, unit, must, stretch } = figure;
  return [
    name,
    shown(value, unit),
    interval ? `${shown(interval.low, unit)} – ${shown(interval.high, unit)}` : "",
    must === undefined ? "" : `≤ ${must}${unit === "" ? "" : ` ${unit}`}`,
    stretch === undefined ? "" : `≤ ${stretch}${unit === "" ? "" : ` ${unit}`}`,
    judged(figure),
  ];
};

/** What people read. */
export const formatReport = ({ measures, figures, notes = [] }: Report): string =>
  [
    table([["", "n", "median", "p95", "min", "max"], ...measures.map(measureRow)]),
    table([["", "value", "95 % interval", "must", "stretch", ""], ...figures.map(figureRow)]),
    ...notes,
  ].join("\n\n");

/** What programs read: one line. */
export const reportLine = (bench: string, { measures, figures, notes = [] }: Report, machine: Machine): string =>
  JSON.stringify({
    bench,
    measures: measures.map(({ name, unit = "ms", samples }) => ({ name, unit, n: samples.length, ...(samples.length > 0 && { median: round(median(samples)), p95: round(p95(samples)) }) })),
    figures: figures.map((figure) => ({
      name: figure.name,
      unit: figure.unit,
      value: round(figure.value),
      interval: figure.interval && [round(figure.interval.low), round(figure.interval.high)],
      must: figure.must ?? null,
      stretch: figure.stretch ?? null,
      verdict: judged(figure) || null,
    })),
    notes,
    machine,
  });
