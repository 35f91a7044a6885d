import { formatAge } from "../../platform/duration.ts";
import type { FieldChange } from "../../planner/fields.ts";
import type { Explanation } from "./explain.ts";

const ago = (at: string, now: Date): string => `${formatAge(now.getTime() - Date.parse(at))} ago`;

/** @example "memoryMiB: 640 → 768" */
const formatChange = ({ field, from, to }: FieldChange): string => (from === null && to === null ? field : `${field}: ${from ?? "(not shown)"} → ${to ?? "(not shown)"}`);

/** A label and what belongs to it; more lines stand under the first. */
const row = (label: string, ...lines: readonly string[]): readonly string[] => lines.flatMap((text) => text.split("\n")).map((line, index) => `  ${(index === 0 ? label : "").padEnd(12)}${line}`.trimEnd());

/** An explanation for people. @param now Against which ages are told. */
export const formatExplanation = (explanation: Explanation, now: Date): string => {
  const { summary, since, chain, answer, ending, restarts, run, changes, movedPorts, lines, advice } = explanation;
  return [
    summary,
    ...(since === null ? [] : row("since", `${ago(since, now)} (${since.replace(/\.\d+Z$/, "Z")})`)),
    ...(chain.length === 0 ? [] : row("waits for", ...chain.map(({ service, condition, phase }, index) => `${"  ".repeat(index)}${service} to be ${condition} (it is ${phase})`))),
    ...(answer === null ? [] : row("asked now", answer.ready ? "it is ready" : `no: ${answer.reason}`)),
    ...(ending === null ? [] : row("ended", `code ${ending.exitCode}${ending.outOfMemory ? ", out of memory" : ""}${ending.at === null ? "" : `, ${ago(ending.at, now)}`}`)),
    ...(restarts === 0 ? [] : row("restarts", String(restarts))),
    ...(run === null ? [] : row(`last ${run.command}`, ...runLines(run, now))),
    ...(changes.length === 0 ? [] : row("changed", ...changes.map(formatChange))),
    ...movedPorts.flatMap(({ endpoint, wanted, bound }) => row("moved", `${endpoint} from ${wanted} to ${bound}`)),
    ...(lines.length === 0 ? [] : ["  last lines", ...lines.map((line) => `  | ${line}`)]),
    ...advice.flatMap(({ text, docs }, index) => row(index === 0 ? "do" : "", text, ...(docs === null ? [] : [`more: ${docs}`]))),
  ].join("\n");
};

const runLines = ({ at, process, doing, failure }: NonNullable<Explanation["run"]>, now: Date): readonly string[] => [
  `${process === null ? "began" : `is at work (process ${process}), began`} ${ago(at, now)}`,
  ...(doing === null ? [] : [`last it was: ${doing}`]),
  ...(failure === null ? [] : [`error[${failure.code}] ${failure.message}`, ...(failure.cause === null ? [] : [`cause: ${failure.cause}`])]),
];
