import type { Figure, ServiceUsage, Unit } from "../engine/usage.ts";

const NOTHING = "-";
const MEBIBYTE = 1024 * 1024;

/** Three digits are as much as an eye takes from a number that changes. */
const digits = (value: number): string => (value < 99.95 ? value.toFixed(1) : value.toFixed(0));

const scaled = (value: number, units: readonly string[]): string => {
  const [unit = "", ...larger] = units;
  if (value >= 999.5 && larger.length > 0) return scaled(value / 1_000, larger);
  return `${digits(value)} ${unit}`;
};

/** Decimal, as networks and disks are counted. @example "1.2 kB" */
export const bytesText = (bytes: number | null): string => (bytes === null ? NOTHING : bytes < 999.5 ? `${bytes.toFixed(0)} B` : scaled(bytes / 1_000, ["kB", "MB", "GB", "TB"]));

/** Of one processor. @example "12.3" */
export const percentText = (percent: number | null): string => (percent === null ? NOTHING : digits(percent));

/** Binary, as the limits are set. @example "143 / 512" */
export const memoryText = (bytes: number | null, limit: number | null): string =>
  bytes === null ? NOTHING : [bytes, ...(limit === null ? [] : [limit])].map((one) => (one / MEBIBYTE).toFixed(0)).join(" / ");

/** @example "4231", "1.2M" */
export const countText = (value: number): string => (value < 100_000 ? String(Math.round(value)) : scaled(value / 1_000, ["k", "M", "G"]).replace(" ", ""));

const WRITTEN: Readonly<Record<Unit, (value: number) => string>> = {
  count: countText,
  "per-second": (value) => (value < 999.5 ? digits(value) : countText(value)),
  ratio: (value) => `${(value * 100).toFixed(1)} %`,
  bytes: bytesText,
  seconds: (value) => (value > 0 && value < 0.95 ? `${(value * 1_000).toFixed(0)} ms` : `${digits(value)} s`),
};

const valueText = ({ value, unit }: Figure): string => (value === null ? NOTHING : WRITTEN[unit](value));

/** A figure for a cell. @example "7 conn", "3.0 msg/s" */
const shortFigure = (figure: Figure): string => `${valueText(figure)} ${figure.short}${figure.unit === "per-second" ? "/s" : ""}`.trim();

/** A service's figures in one cell; a sign in place of all of them where none is known. */
export const figuresText = (figures: readonly Figure[]): string =>
  figures.every(({ value }) => value === null) ? (figures.length === 0 ? "" : NOTHING) : figures.map(shortFigure).join("  ");

const share = (bytes: number, limit: number | null): string => (limit === null || limit === 0 ? "" : ` (${((bytes / limit) * 100).toFixed(0)} %)`);

/** `messages a second` */
const LABEL = 19;
const labelled = (label: string, text: string): string => label.padEnd(LABEL) + text;

/** Everything about one service, a line each. @param up How long it runs, in words; empty where that is not known. */
export const usageLines = ({ stats, figures }: ServiceUsage, up: string): readonly string[] => [
  labelled("CPU", stats === null || stats.cpuPercent === null ? NOTHING : `${digits(stats.cpuPercent)} % of a processor`),
  labelled("memory", stats === null ? NOTHING : `${memoryText(stats.memoryBytes, stats.memoryLimitBytes).replace(" / ", " of ")} MiB${share(stats.memoryBytes, stats.memoryLimitBytes)}`),
  labelled("network", stats === null || stats.receivedPerSecond === null ? NOTHING : `${bytesText(stats.receivedPerSecond)} a second in, ${bytesText(stats.sentPerSecond)} out`),
  ...(up === "" ? [] : [labelled("up", up)]),
  ...figures.map((figure) => labelled(figure.label, valueText(figure))),
];
