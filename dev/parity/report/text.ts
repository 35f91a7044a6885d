import { originText } from "../facts/known.ts";
import { rankOf, type Finding, type Side } from "../finding.ts";
import type { Judged } from "../judge.ts";
import { countsOf, countsText, restText, type ParityResult } from "./result.ts";
import { alikeTogether, eachAlone, type Shown } from "./alike.ts";
import { cut, wrapped } from "./wrap.ts";

const MARK = { error: "✘", warning: "!", info: "·" } as const;

/** How much is said of one: everything, values and places, or one line. */
type Detail = "full" | "short" | "line";

const place = ({ origin }: Side): string => (origin === undefined ? "" : originText(origin));

const values = ({ local, production }: Finding): string => `${local.text} here, ${production.text} there`;

const places = (finding: Finding): string => [place(finding.local), place(finding.production)].filter((text) => text !== "").join("  |  ");

const linesOf = ({ finding, alike }: Shown, detail: Detail, width: number): readonly string[] => {
  const head = `  ${MARK[finding.severity]} ${finding.id.slice(finding.service.length + 1)}${alike === 0 ? "" : ` and ${alike} like it`}: `;
  const where = place(finding.production) || place(finding.local);
  if (detail === "line") return [cut(`${head}${values(finding)}${where === "" ? "" : `  (${where})`}`, width)];
  if (detail === "short") return [cut(`${head}${values(finding)}`, width), cut(`      ${places(finding)}`, width)];
  return [...wrapped(`${head}${values(finding)}`, width, 6), ...wrapped(`      ${places(finding)}`, width, 6), ...wrapped(`      ${finding.why}`, width, 6), ...wrapped(`      fix: ${finding.fix}`, width, 11)];
};

interface Group {
  readonly heading: string;
  readonly shown: readonly Shown[];
}

/** By service; the service with the worst first, and in it the worst first. */
const grouped = (all: readonly Shown[]): readonly Group[] => {
  const headings = [...new Set(all.map(({ heading }) => heading))];
  const groups = headings.map((heading) => ({ heading, shown: all.filter((one) => one.heading === heading) }));
  const worst = ({ shown: [first] }: Group): number => (first ? rankOf(first.finding.severity) : 0);
  return groups.sort((a, b) => worst(a) - worst(b));
};

const body = (all: readonly Shown[], details: Readonly<Record<Finding["severity"], Detail>>, width: number): readonly string[] =>
  grouped(all).flatMap(({ heading, shown }) => [...wrapped(heading, width, 0), ...shown.flatMap((one) => linesOf(one, details[one.finding.severity], width))]);

/** From the most that may be said to the least. */
const DETAILS: readonly Readonly<Record<Finding["severity"], Detail>>[] = [
  { error: "full", warning: "full", info: "line" },
  { error: "full", warning: "short", info: "line" },
  { error: "full", warning: "line", info: "line" },
  { error: "short", warning: "line", info: "line" },
  { error: "line", warning: "line", info: "line" },
];

const explained = (judged: readonly Judged[], width: number): readonly string[] =>
  judged.flatMap(({ finding, verdict }) =>
    verdict.is === "drift" ? [] : wrapped(`  ${verdict.is === "meant" ? "=" : "~"} ${finding.id}: ${values(finding)}. ${verdict.is === "meant" ? "Meant" : `Waived until ${verdict.until} (${verdict.owner})`}: ${verdict.reason}`, width, 4),
  );

export interface TextOptions {
  readonly width: number;
  readonly height: number;
  /** Say everything, however long. */
  readonly all: boolean;
}

const title = ({ manifests, ref, entry, isLive, objects }: ParityResult): string => `${isLive ? "what runs" : "the definitions"} against ${manifests}${ref === undefined ? "" : ` at ${ref}`} (${entry}, ${objects} objects)`;

/** For people: worst first, on one screen. What does not fit is counted, and `--all` says it. */
export const formatText = (result: ParityResult, { width, height, all }: TextOptions): string => {
  const counts = countsOf(result.judged);
  const drift = result.judged.flatMap(({ finding, verdict }) => (verdict.is === "drift" ? [finding] : []));
  const head = wrapped(`${countsText(counts)}: ${title(result)}`, width, 2);
  const rest = restText(counts);
  if (all) {
    const meant = explained(result.judged, width);
    return [...head, "", ...body(eachAlone(drift), { error: "full", warning: "full", info: "full" }, width), ...(meant.length > 0 ? ["", "explained", ...meant] : [])].join("\n");
  }
  const urgent = alikeTogether(drift.filter(({ severity }) => severity !== "info"));
  const foot = rest === "" ? [] : ["", ...wrapped(`${rest}: neotool dev parity --all`, width, 2)];
  const room = height - head.length - foot.length - 2;
  const fitting = DETAILS.map((details) => body(urgent, details, width)).find((lines) => lines.length <= room);
  if (fitting) return [...head, ...(fitting.length > 0 ? [""] : []), ...fitting, ...foot].join("\n");
  return [...head, "", ...whatFits(urgent, room - 1, width), ...foot].join("\n");
};

/** One line each, as many as there is room for, and how many more there are. */
const whatFits = (findings: readonly Shown[], room: number, width: number): readonly string[] => {
  const least = { error: "line", warning: "line", info: "line" } as const;
  let shown = findings.length;
  while (shown > 1 && body(findings.slice(0, shown), least, width).length > room) shown -= 1;
  const hidden = findings.length - shown;
  return [...body(findings.slice(0, shown), least, width), `… and ${hidden} more: neotool dev parity --all`];
};
