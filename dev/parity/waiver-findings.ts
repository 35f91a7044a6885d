import { finding, NOTHING, side, type Finding } from "./finding.ts";
import type { Judged } from "./judge.ts";
import { matchesPattern } from "./pattern.ts";
import type { Waiver } from "./waivers.ts";

/** Waivers that ran out, and such as cover nothing that is not covered without them. */
export const waiverFindings = (findings: readonly Finding[], judged: readonly Judged[], waivers: readonly Waiver[], today: string): readonly Finding[] =>
  waivers.flatMap((waiver): readonly Finding[] => {
    const { id, until, owner, origin } = waiver;
    const covered = findings.filter((one) => matchesPattern(id, one.id));
    const about = (subject: string, text: string, why: string, fix: string) => [
      finding("waivers", "waiver", `${subject}:${id}`, { severity: "warning", local: side(text, origin), production: NOTHING, why, fix }),
    ];
    if (covered.length === 0) return about("useless", `waiver for ${id}`, "It covers nothing: the difference is gone, or its id is wrong.", "Take it out.");
    if (until < today) return about("expired", `waiver for ${id}, until ${until}`, "What it covered counts again.", `Mend the difference, or ask ${owner} for another date.`);
    const isNeeded = judged.some(({ finding: one, verdict }) => verdict.is === "waived" && matchesPattern(id, one.id));
    return isNeeded ? [] : about("useless", `waiver for ${id}`, "What it covers is meant by the definition, or is covered by another waiver.", "Take it out.");
  });
