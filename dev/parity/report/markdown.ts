import { originText } from "../facts/known.ts";
import type { Finding, Side } from "../finding.ts";
import type { Judged } from "../judge.ts";
import { countsOf, countsText, restText, type ParityResult } from "./result.ts";

/** What a cell of a table must not end, and what would be taken for markup. */
const cell = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");

const code = (text: string): string => (text.includes("`") ? cell(text) : `\`${text.replaceAll("|", "\\|").replaceAll("\n", " ")}\``);

const sideCell = ({ text, origin }: Side): string => `${code(text)}${origin === undefined ? "" : `<br>${cell(originText(origin))}`}`;

const row = (finding: Finding): string => `| ${code(finding.id)} | ${sideCell(finding.local)} | ${sideCell(finding.production)} | ${cell(finding.why)} ${cell(finding.fix)} |`;

const HEAD = ["| finding | here | production | why, and what to change |", "|---|---|---|---|"];

const section = (title: string, findings: readonly Finding[]): readonly string[] => (findings.length === 0 ? [] : [`### ${title}`, "", ...HEAD, ...findings.map(row), ""]);

const explained = (judged: readonly Judged[]): readonly string[] => {
  const rows = judged.flatMap(({ finding, verdict }) => (verdict.is === "drift" ? [] : [`| ${code(finding.id)} | ${verdict.is}${verdict.is === "waived" ? ` until ${verdict.until} (${cell(verdict.owner)})` : ""} | ${cell(verdict.reason)} |`]));
  return rows.length === 0 ? [] : ["<details><summary>Explained</summary>", "", "| finding | | reason |", "|---|---|---|", ...rows, "", "</details>", ""];
};

/** For a pull request. */
export const formatMarkdown = (result: ParityResult): string => {
  const counts = countsOf(result.judged);
  const drift = result.judged.flatMap(({ finding, verdict }) => (verdict.is === "drift" ? [finding] : []));
  const of = (severity: Finding["severity"]) => drift.filter((finding) => finding.severity === severity);
  const rest = restText(counts);
  return [
    `## Parity: ${countsText(counts)}`,
    "",
    `${result.isLive ? "What runs" : "The definitions"} against ${code(result.manifests)}${result.ref === undefined ? "" : ` at ${code(result.ref)}`} (${cell(result.entry)}).${rest === "" ? "" : ` ${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`}`,
    "",
    ...section("Errors", of("error")),
    ...section("Warnings", of("warning")),
    ...(of("info").length === 0 ? [] : ["<details><summary>Good to know</summary>", "", ...HEAD, ...of("info").map(row), "", "</details>", ""]),
    ...explained(result.judged),
  ]
    .join("\n")
    .trimEnd();
};
