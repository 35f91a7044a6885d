import { originText } from "../facts/known.ts";
import type { Severity, Side } from "../finding.ts";
import { isDrift } from "../judge.ts";
import { countsOf, type ParityResult } from "./result.ts";

const sideData = ({ text, origin }: Side) => ({
  value: text,
  source: origin === undefined ? null : originText(origin),
  file: origin?.kind === "file" ? origin.file : null,
  line: origin?.kind === "file" ? origin.line : null,
});

/** What `--json` prints. No key is ever left out. */
export const parityData = (result: ParityResult, failOn: Severity) => ({
  manifests: result.manifests,
  ref: result.ref ?? null,
  entry: result.entry,
  objects: result.objects,
  live: result.isLive,
  failOn,
  drift: isDrift(result.judged, failOn),
  counts: countsOf(result.judged),
  findings: result.judged.map(({ finding, verdict }) => ({
    id: finding.id,
    service: finding.service,
    axis: finding.axis,
    severity: finding.severity,
    verdict: verdict.is,
    reason: verdict.is === "drift" ? null : verdict.reason,
    owner: verdict.is === "waived" ? verdict.owner : null,
    until: verdict.is === "waived" ? verdict.until : null,
    local: sideData(finding.local),
    production: sideData(finding.production),
    why: finding.why,
    fix: finding.fix,
    config: finding.closing ? { path: finding.closing.path, value: finding.closing.value } : null,
  })),
  matching: result.matching,
});
