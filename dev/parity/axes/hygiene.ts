import { calledHere, servicePairs, type Comparison } from "../comparison.ts";
import { lockedImage } from "../../images/lock.ts";
import { isRecord } from "../../platform/is-record.ts";
import type { Known } from "../facts/known.ts";
import { finding, NOTHING, side, sideOf, type Finding } from "../finding.ts";
import type { Path, ProductionObject } from "../load/production.ts";
import { imageParts, isFloating } from "../normalise/image.ts";
import { originOf } from "../production/read.ts";
import { productOf } from "../products/all.ts";

/** Words that somebody meant to replace. In texts of several lines they may be variables of a script. */
const PLACEHOLDERS: readonly RegExp[] = [
  /(^|[/:@.])(USERNAME|YOUR[-_]?(ORG|USER(NAME)?|ACCOUNT)|ORG[-_]?NAME|ACCOUNT[-_]ID)([/:@.]|$)/,
  /\bchange[-_]?me\b/i,
  /\breplace[-_]?(me|this|with)\b/i,
  /^<[a-z][\w -]*>$/i,
  /^(TODO|FIXME|PLACEHOLDER|xxx+)$/i,
  /\byour-[a-z-]+-here\b/i,
];

interface Scalar {
  readonly path: Path;
  readonly text: string;
}

const scalarsIn = (value: unknown, path: Path = []): readonly Scalar[] => {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => scalarsIn(item, [...path, index]));
  return isRecord(value) ? Object.entries(value).flatMap(([key, inner]) => (key === "annotations" || key === "description" || key === "status" ? [] : scalarsIn(inner, [...path, key]))) : [];
};

const placeholdersIn = (object: ProductionObject): readonly Finding[] =>
  scalarsIn(object.value).flatMap(({ path, text }): readonly Finding[] => {
    if (text.includes("\n") || !PLACEHOLDERS.some((pattern) => pattern.test(text))) return [];
    const shown = object.kind === "Secret" ? "a placeholder" : text;
    return [
      finding(object.name, "placeholder", `${object.kind}.${path.join(".")}`, {
        severity: "error",
        local: NOTHING,
        production: side(shown, originOf(object, path)),
        why: "Nobody has put in what belongs there: it is refused, or worse, taken.",
        fix: "Put the real value in, or take it from a secret.",
      }),
    ];
  });

/** What was never filled in, and images that are another every week. */
export const placeholderAxis = (comparison: Comparison): readonly Finding[] => {
  const { objects, workloads } = comparison.production;
  const floating = [...workloads.running, ...workloads.initial].flatMap((workload): readonly Finding[] => {
    const { image } = workload;
    if (!image || !isFloating(imageParts(image.value))) return [];
    return [finding(calledHere(comparison, workload), "placeholder", "image", { severity: "warning", local: NOTHING, production: sideOf(image), why: "It names another image every week: two pods of one Deployment may run two versions.", fix: "Pin a version, best with its digest." })];
  });
  return [...floating, ...objects.flatMap(placeholdersIn)];
};

/** The last day on which a major version of Postgres is mended. */
const POSTGRES_ENDS: Readonly<Record<number, string>> = { 11: "2023-11-09", 12: "2024-11-21", 13: "2025-11-13", 14: "2026-11-12", 15: "2027-11-11", 16: "2028-11-09", 17: "2029-11-08", 18: "2030-11-14" };
const ENDED: Readonly<Record<string, string>> = { promtail: "2026-03-02", minio: "2026-02-12" };

const endOf = (reference: string): string | undefined => {
  const product = productOf(reference)?.id ?? "";
  return lockedImage(reference).endOfLife ?? (product === "postgres" ? POSTGRES_ENDS[imageParts(reference).version[0] ?? 0] : ENDED[product]);
};

const ended = (image: Known | undefined, today: string): string | undefined => {
  const day = image && endOf(image.value);
  return day !== undefined && day < today ? day : undefined;
};

/** Images that nobody mends any more, on either side. */
export const endOfLifeAxis = (comparison: Comparison): readonly Finding[] => {
  const pairs = new Map(servicePairs(comparison).map(({ local, production }) => [local.name, production]));
  return comparison.local.services.flatMap((service): readonly Finding[] => {
    const production = pairs.get(service.name);
    const [here, there] = [ended(service.image, comparison.today), ended(production?.image, comparison.today)];
    if (here === undefined && there === undefined) return [];
    const say = (day: string | undefined, image: Known | undefined) => (image ? side(day === undefined ? image.value : `${image.value}, not mended since ${day}`, image.origin) : NOTHING);
    return [
      finding(service.name, "end-of-life", here === undefined ? "production" : there === undefined && production ? "local" : "image", {
        severity: "warning",
        local: say(here, service.image),
        production: say(there, production?.image),
        why: "A hole that is found in it stays open.",
        fix: service.name === "promtail" ? "Move to Grafana Alloy: logAgent in neotool.config.ts tries it here." : `Move ${service.name} to a version that is looked after.`,
      }),
    ];
  });
};
