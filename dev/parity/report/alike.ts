import type { Finding } from "../finding.ts";

/** A finding as one line of a report stands for it, and for others that say the same. */
export interface Shown {
  readonly finding: Finding;
  /** The services that it is about. */
  readonly heading: string;
  /** How many more of the same service it stands for. */
  readonly alike: number;
}

/** From so many on, the third tells nothing new. */
const ENOUGH = 3;

const subjectOf = ({ id, service }: Finding): string => id.slice(service.length + 1);
const across = (finding: Finding): string => ["across", subjectOf(finding), finding.severity, finding.why].join("\u0000");
const within = ({ service, axis, severity, why }: Finding): string => ["within", service, axis, severity, why].join("\u0000");

export const eachAlone = (findings: readonly Finding[]): readonly Shown[] => findings.map((finding) => ({ finding, heading: finding.service, alike: 0 }));

/** What several services have alike is told once for all of them; what one service has many times, once with how many. */
export const alikeTogether = (findings: readonly Finding[]): readonly Shown[] => {
  const done = new Set<Finding>();
  return findings.flatMap((finding): readonly Shown[] => {
    if (done.has(finding)) return [];
    const same = findings.filter((one) => across(one) === across(finding));
    const own = findings.filter((one) => within(one) === within(finding));
    const group = same.length >= ENOUGH ? same : own.length >= ENOUGH ? own : [finding];
    for (const one of group) done.add(one);
    const isAcross = group === same;
    return [{ finding, heading: isAcross ? same.map(({ service }) => service).join(", ") : finding.service, alike: isAcross ? 0 : group.length - 1 }];
  });
};
