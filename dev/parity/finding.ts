import type { Known, Origin } from "./facts/known.ts";

export const SEVERITIES = ["error", "warning", "info"] as const;
/** `error`: code that works here may fail there. `warning`: it behaves differently. `info`: good to know. */
export type Severity = (typeof SEVERITIES)[number];

/** What is compared, each in a file of its own. */
export const AXES = [
  "image",
  "settings",
  "retention",
  "mount",
  "volume",
  "port",
  "name",
  "env",
  "probe",
  "resources",
  "security",
  "reach",
  "namespace",
  "replicas",
  "schedule",
  "placeholder",
  "end-of-life",
  "s3",
  "topics",
  "targets",
  "tests",
  "service",
  "unknown",
  "waiver",
] as const;
export type Axis = (typeof AXES)[number];

/** One side of a difference. `origin` is undefined where nothing is written: it is the default, or nothing. */
export interface Side {
  readonly text: string;
  readonly origin: Origin | undefined;
}

/** A key of `neotool.config.ts` that would close a difference. */
export interface Closing {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** One difference. */
export interface Finding {
  /** `service/axis/subject`: the same as long as it is the same difference, whatever its values. */
  readonly id: string;
  readonly service: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly local: Side;
  readonly production: Side;
  /** One sentence: why it matters. */
  readonly why: string;
  /** What to change, and where. */
  readonly fix: string;
  readonly closing?: Closing;
}

export const NOTHING: Side = { text: "nothing", origin: undefined };
export const side = (text: string, origin?: Origin): Side => ({ text, origin });
export const sideOf = ({ value, origin }: Known): Side => ({ text: value, origin });

/** @param subject What of the axis, without spaces: it is the end of the id. */
export const finding = (service: string, axis: Axis, subject: string, rest: Omit<Finding, "id" | "service" | "axis">): Finding => ({
  id: `${service}/${axis}/${subject}`,
  service,
  axis,
  ...rest,
});

export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Worst first, then by id. */
export const byWeight = (a: Finding, b: Finding): number => rankOf(a.severity) - rankOf(b.severity) || a.id.localeCompare(b.id, "en");
