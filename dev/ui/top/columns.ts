import type { ServiceUsage } from "../../engine/usage.ts";
import { formatAge } from "../../platform/duration.ts";
import { bytesText, figuresText, memoryText, percentText } from "../usage-text.ts";

/** A column of `top`. */
export interface Column {
  readonly header: string;
  readonly align: "left" | "right";
  /** In letters: as much as its cells may need, so that a number that changes moves nothing. Of the last column, the least that is of use. */
  readonly width: number;
  /** The smallest first to be given room. */
  readonly place: number;
  /** @param now Milliseconds since 1970. */
  text(usage: ServiceUsage, now: number): string;
}

/** How long a service runs: the engine starts none again by itself, so that a short time says that somebody, or a crash and somebody, did. */
export const upText = ({ startedAt }: ServiceUsage, now: number): string => (startedAt === null ? "-" : formatAge(now - Date.parse(startedAt)));

/** Every column, in the order of the table. */
export const COLUMNS: readonly Column[] = [
  { header: "SERVICE", align: "left", width: 18, place: 0, text: ({ service }) => service },
  { header: "CPU %", align: "right", width: 6, place: 1, text: ({ stats }) => percentText(stats?.cpuPercent ?? null) },
  { header: "MEMORY MiB", align: "right", width: 11, place: 2, text: ({ stats }) => memoryText(stats?.memoryBytes ?? null, stats?.memoryLimitBytes ?? null) },
  { header: "IN/s", align: "right", width: 7, place: 4, text: ({ stats }) => bytesText(stats?.receivedPerSecond ?? null) },
  { header: "OUT/s", align: "right", width: 7, place: 5, text: ({ stats }) => bytesText(stats?.sentPerSecond ?? null) },
  { header: "UP", align: "right", width: 11, place: 6, text: upText },
  { header: "NUMBERS", align: "left", width: 18, place: 3, text: ({ figures }) => figuresText(figures) },
];

const GAP = 2;

/** The columns that fit beside each other, in the order of the table. The first is always there. */
export const fittingColumns = (columns: number): readonly Column[] => {
  const fitting = new Set<Column>();
  let used = -GAP;
  for (const column of COLUMNS.toSorted((a, b) => a.place - b.place)) {
    if (fitting.size > 0 && used + GAP + column.width > columns) continue;
    used += GAP + column.width;
    fitting.add(column);
  }
  return COLUMNS.filter((column) => fitting.has(column));
};

const cell = (text: string, { align, width }: Column): string => (align === "right" ? text.padStart(width) : text.padEnd(width));

/** Texts of the columns as one line. */
export const lineOf = (columns: readonly Column[], text: (column: Column) => string): string => columns.map((column) => cell(text(column), column)).join(" ".repeat(GAP)).trimEnd();
