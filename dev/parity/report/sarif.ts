import { AXES, type Axis, type Finding, type Side } from "../finding.ts";
import { originText } from "../facts/known.ts";
import type { Judged } from "../judge.ts";
import type { ParityResult } from "./result.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const LEVEL = { error: "error", warning: "warning", info: "note" } as const;

/** What each rule is about, for lists of rules. */
const ABOUT: Readonly<Record<Axis, string>> = {
  image: "Repository, version, variant and digest of images",
  settings: "What programs are told",
  retention: "How long data are kept",
  mount: "Where data are kept",
  volume: "How large volumes are",
  port: "Where programs listen and are called",
  name: "Under which names services are called",
  env: "Which variables there are, and those that mean the same everywhere",
  probe: "How services are asked whether they are ready",
  resources: "What each may use",
  security: "What pods may not do",
  reach: "Who may talk to whom",
  namespace: "Where services are in the cluster",
  replicas: "How many of each there are",
  schedule: "What runs by the clock",
  placeholder: "What was never filled in",
  "end-of-life": "Images that nobody mends any more",
  s3: "What Cloudflare R2 lacks of S3",
  topics: "Topics of Kafka",
  targets: "Whom Prometheus asks for metrics",
  tests: "What tests and pipelines run",
  service: "What one side has and the other has not",
  unknown: "What could not be told offline",
  waiver: "Waivers that ran out or cover nothing",
};

const locationOf = ({ text, origin }: Side, base: "PROJECT" | "PRODUCTION") =>
  origin?.kind === "file"
    ? [{ physicalLocation: { artifactLocation: { uri: encodeURI(origin.file), uriBaseId: base }, region: { startLine: Math.max(1, origin.line) } }, message: { text } }]
    : [];

const sentence = ({ text, origin }: Side): string => `${text === "" ? "nothing" : text}${origin === undefined || origin.kind === "file" ? "" : ` (${originText(origin)})`}`;

const messageOf = (finding: Finding): string => `${finding.id}: ${sentence(finding.local)} here, ${sentence(finding.production)} in production. ${finding.why} ${finding.fix}`;

/** Production's place first: it is what the pull request of an infrastructure shows; where there is none, ours. */
const resultOf = ({ finding, verdict }: Judged) => {
  const [first, ...others] = [...locationOf(finding.production, "PRODUCTION"), ...locationOf(finding.local, "PROJECT")];
  return {
    ruleId: finding.axis,
    ruleIndex: AXES.indexOf(finding.axis),
    level: LEVEL[finding.severity],
    message: { text: messageOf(finding) },
    ...(first && { locations: [first] }),
    ...(others.length > 0 && { relatedLocations: others.map((location, id) => ({ id, ...location })) }),
    partialFingerprints: { "findingId/v1": finding.id },
    ...(verdict.is !== "drift" && { suppressions: [{ kind: "external" as const, status: "accepted" as const, justification: verdict.reason }] }),
    properties: { service: finding.service, verdict: verdict.is },
  };
};

/** SARIF 2.1.0: one rule for each axis, each finding a result; what is explained is suppressed with its reason. */
export const sarifLog = (result: ParityResult, version: string) => ({
  $schema: SCHEMA,
  version: "2.1.0" as const,
  runs: [
    {
      tool: {
        driver: {
          name: "neotool dev parity",
          version,
          rules: AXES.map((axis) => ({ id: axis, shortDescription: { text: ABOUT[axis] } })),
        },
      },
      columnKind: "utf16CodeUnits" as const,
      originalUriBaseIds: { PROJECT: { description: { text: "The working copy" } }, PRODUCTION: { description: { text: `Production's manifests: ${result.manifests}` } } },
      results: result.judged.map(resultOf),
    },
  ],
});
