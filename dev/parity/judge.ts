import { byWeight, rankOf, type Finding, type Severity } from "./finding.ts";
import { matchesPattern } from "./pattern.ts";
import type { Waiver } from "./waivers.ts";
import { waiverFindings } from "./waiver-findings.ts";

/** What is to be thought of a difference: `drift` is unexplained. */
export type Verdict = { readonly is: "drift" } | { readonly is: "meant"; readonly reason: string } | { readonly is: "waived"; readonly reason: string; readonly owner: string; readonly until: string };

export interface Judged {
  readonly finding: Finding;
  readonly verdict: Verdict;
}

/** By service: `axis/subject` or a pattern of it → reason. */
export type Meant = ReadonlyMap<string, Readonly<Record<string, string>>>;

const meantBy = ({ service, axis, id }: Finding, meant: Meant): string | undefined => {
  const rest = id.slice(service.length + 1);
  return axis === "waiver" ? undefined : Object.entries(meant.get(service) ?? {}).find(([pattern]) => matchesPattern(pattern, rest))?.[1];
};

/**
 * Which differences are explained. Pure. A waiver past its date covers nothing, and one that covers nothing is itself reported; what a
 * definition means needs no waiver.
 */
export const judge = (findings: readonly Finding[], meant: Meant, waivers: readonly Waiver[], today: string): readonly Judged[] => {
  const live = waivers.filter(({ until }) => today <= until);
  const judged = findings.map((finding): Judged => {
    const reason = meantBy(finding, meant);
    if (reason !== undefined) return { finding, verdict: { is: "meant", reason } };
    const waiver = live.find(({ id }) => matchesPattern(id, finding.id));
    return { finding, verdict: waiver ? { is: "waived", reason: waiver.reason, owner: waiver.owner, until: waiver.until } : { is: "drift" } };
  });
  const stale = waiverFindings(findings, judged, waivers, today).map((finding): Judged => ({ finding, verdict: { is: "drift" } }));
  return [...judged, ...stale].sort((a, b) => byWeight(a.finding, b.finding));
};

export const driftIn = (judged: readonly Judged[]): readonly Finding[] => judged.flatMap(({ finding, verdict }) => (verdict.is === "drift" ? [finding] : []));

/** Whether unexplained differences of this weight, or more, are there. */
export const isDrift = (judged: readonly Judged[], failOn: Severity): boolean => driftIn(judged).some(({ severity }) => rankOf(severity) <= rankOf(failOn));
