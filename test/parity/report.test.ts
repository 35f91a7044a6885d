import Ajv04 from "ajv-draft-04";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finding, NOTHING, side } from "../../dev/parity/finding.ts";
import { judge, isDrift } from "../../dev/parity/judge.ts";
import { parityData } from "../../dev/parity/report/data.ts";
import { formatMarkdown } from "../../dev/parity/report/markdown.ts";
import type { ParityResult } from "../../dev/parity/report/result.ts";
import { sarifLog } from "../../dev/parity/report/sarif.ts";
import { formatText } from "../../dev/parity/report/text.ts";
import type { Waiver } from "../../dev/parity/waivers.ts";
import { projectRoot } from "../support/cli.ts";
import { findingsBetween, localSide, TODAY } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));
/** Of the stack: what else comes into it changes no line of a report here. */
const SERVICES: readonly string[] = ["postgres", "pgbouncer", "kafka", "vault", "minio", "prometheus", "grafana", "loki", "promtail"];
const whole = localSide();
const local = { ...whole, services: whole.services.filter(({ name }) => SERVICES.includes(name)) };
const WAIVER: Waiver = { id: "promtail/end-of-life/*", reason: "Alloy is tried out | next quarter", owner: "platform", until: "2027-01-31", origin: { kind: "file", file: "parity.waivers.yaml", line: 2 } };

const resultOf = (files: Readonly<Record<string, string>>, waivers: readonly Waiver[] = [WAIVER]): ParityResult => ({
  manifests: "../infra",
  ref: undefined,
  entry: "plain .",
  isLive: false,
  judged: judge(findingsBetween(local, productionOf(files)), local.meant, waivers, TODAY),
  objects: 24,
  matching: [],
});

/** How many there are of what is not told in full: a definition may come to mean one more. */
const explained = ({ judged }: ParityResult): string => {
  const ofVerdict = (is: string) => judged.filter(({ verdict }) => verdict.is === is);
  return `${ofVerdict("drift").filter(({ finding: { severity } }) => severity === "info").length} are only good to know, ${ofVerdict("meant").length} are meant, 1 is waived`;
};

const changed = (file: string, ...changes: readonly (readonly [string, string])[]): Readonly<Record<string, string>> => ({ ...FILES, [file]: changes.reduce((text, [from, to]) => text.replaceAll(from, to), FILES[file] ?? "") });

const POOL_MODE_LINE = readFileSync(join(projectRoot, "compose/pgbouncer/pgbouncer.ini"), "utf8").split("\n").findIndex((line) => line.startsWith("pool_mode")) + 1;

const SCREEN = { width: 80, height: 24, all: false } as const;
const DRIFTED = changed("pgbouncer.yaml", ["value: transaction", "value: session"]);

test("the report for people: the worst first, with both places, why and what to change", () => {
  expect(formatText(resultOf(DRIFTED), SCREEN)).toBe(`1 error, 3 warnings: the definitions against ../infra (plain ., 24 objects)

pgbouncer
  ✘ settings/pool_mode: transaction here, session there
      compose/pgbouncer/pgbouncer.ini:${POOL_MODE_LINE} | pgbouncer.yaml:24
      What may outlive a transaction differs: prepared statements, SET, advisory
      locks, LISTEN.
      fix: Set pool_mode of pgbouncer to the same on both sides, or waive it.
kafka
  ! topics/order.created: nothing here, 3 partitions, retention.ms=604800000 th…
      kafka.yaml:77
minio
  ! end-of-life/image: quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z, not me…
      the definition of minio
  ! s3/versioning.neotool-assets-private: bucket neotool-assets-private keeps v…
      the definition of minio  |  security-service.yaml:20

${explained(resultOf(DRIFTED))}: neotool dev parity --all`);
});

test("however much differs, it is one screen, and says how much more there is", () => {
  const much = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, text.replaceAll(/image: (\S+):\S+/g, "image: $1:99.0").replaceAll(/limits: \{[^}]*\}/g, "limits: {}")]));
  for (const height of [24, 12]) {
    const lines = formatText(resultOf(much), { ...SCREEN, height }).split("\n");
    expect(lines.length).toBeLessThanOrEqual(height);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  }
  expect(formatText(resultOf(much), { ...SCREEN, height: 12 })).toMatch(/^… and \d+ more: neotool dev parity --all$/m);
  expect(formatText(resultOf(much), { ...SCREEN, all: true }).split("\n").length).toBeGreaterThan(100);
});

test("what several services have alike is told once for all of them, and what one has many times, once with how many", () => {
  const alike = ["app", "assets", "comms"].map((service) => finding(service, "env", "DB_SCHEMA", { severity: "warning", local: NOTHING, production: side(service), why: "It falls back.", fix: "Set it." }));
  const ways = ["app", "assets", "comms"].map((from) => finding("postgres", "reach", `from-${from}`, { severity: "error", local: side(from), production: side("kept out"), why: "Never answered.", fix: "Let it in." }));
  const judged = [...ways, ...alike].map((one) => ({ finding: one, verdict: { is: "drift" as const } }));
  expect(formatText({ ...resultOf(FILES), judged }, { ...SCREEN, height: 11 }).split("\n").slice(2)).toEqual([
    "postgres",
    "  ✘ reach/from-app and 2 like it: app here, kept out there",
    "      Never answered.",
    "      fix: Let it in.",
    "app, assets, comms",
    "  ! env/DB_SCHEMA: nothing here, app there",
    "      It falls back.",
    "      fix: Set it.",
  ]);
});

test("--all says what is meant and what is waived, with the reason", () => {
  const text = formatText(resultOf(FILES), { ...SCREEN, all: true }).replaceAll(/\n {4}/g, " ");
  expect(text).toContain("= postgres/settings/fsync: off here, on (default) there. Meant: speed: a laptop's data can be made again, production's cannot");
  expect(text).toContain("Waived until 2027-01-31 (platform): Alloy is tried out | next quarter");
});

test("where nothing differs, it says so in a line", () => {
  expect(formatText({ ...resultOf(FILES), judged: [] }, SCREEN)).toBe("no drift: the definitions against ../infra (plain ., 24 objects)");
});

test("--fail-on decides what counts as drift; what is meant or waived never does", () => {
  const { judged } = resultOf(DRIFTED);
  expect(isDrift(judged, "error")).toBe(true);
  const without = resultOf(FILES).judged;
  expect([isDrift(without, "error"), isDrift(without, "warning")]).toEqual([false, true]);
  const meant = judged.filter(({ verdict }) => verdict.is !== "drift");
  expect(meant.some(({ finding }) => finding.severity === "error")).toBe(true);
  expect(isDrift(meant, "info")).toBe(false);
});

test("SARIF holds to its schema, with a place for each file and what is explained as suppressed", () => {
  const schema: object = JSON.parse(readFileSync(createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"));
  const validate = new Ajv04.default({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const log = sarifLog(resultOf(DRIFTED), "0.1.0");
  validate(JSON.parse(JSON.stringify(log)));
  expect(validate.errors).toBeNull();
  const results = log.runs[0]?.results ?? [];
  const found = results.find(({ partialFingerprints }) => partialFingerprints["findingId/v1"] === "pgbouncer/settings/pool_mode");
  expect(found).toMatchObject({ ruleId: "settings", level: "error", locations: [{ physicalLocation: { artifactLocation: { uri: "pgbouncer.yaml", uriBaseId: "PRODUCTION" }, region: { startLine: 24 } } }] });
  expect(found).not.toHaveProperty("suppressions");
  expect(results.filter(({ level }) => level === "error").every((result) => result === found || "suppressions" in result)).toBe(true);
  // A schema that takes everything would prove nothing.
  validate({ ...log, runs: [{ ...log.runs[0], results: [{ level: "fatal" }] }] });
  expect(validate.errors?.length).toBeGreaterThan(0);
});

test("Markdown is a table that a bar or a bracket in a value does not break", () => {
  const result = resultOf(changed("vault.yaml", ["hashicorp/vault:1.21.1", "hashicorp/vault:1.20.4"]));
  const text = formatMarkdown(result);
  expect(text.split("\n").slice(0, 3)).toEqual(["## Parity: 4 warnings", "", `The definitions against \`../infra\` (plain .). ${explained(result)}.`]);
  expect(text).toContain("| `vault/image/tag` | `hashicorp/vault:1.21.1`<br>the definition of vault | `hashicorp/vault:1.20.4`<br>vault.yaml:38 | A defect of one version is not seen with the other. ");
  expect(text).toContain("| `promtail/end-of-life/image` | waived until 2027-01-31 (platform) | Alloy is tried out \\| next quarter |");
  for (const row of text.split("\n").filter((line) => line.startsWith("| `"))) expect(row.replaceAll("\\|", "").split("|").length).toBeGreaterThanOrEqual(5);
});

test("the JSON document has every key of every finding", () => {
  const data = parityData(resultOf(DRIFTED), "error");
  expect(data).toMatchObject({ manifests: "../infra", ref: null, live: false, failOn: "error", drift: true, counts: { error: 1, warning: 3, waived: 1 } });
  expect(data.findings[0]).toEqual({
    id: "pgbouncer/settings/pool_mode",
    service: "pgbouncer",
    axis: "settings",
    severity: "error",
    verdict: "drift",
    reason: null,
    owner: null,
    until: null,
    local: { value: "transaction", source: `compose/pgbouncer/pgbouncer.ini:${POOL_MODE_LINE}`, file: "compose/pgbouncer/pgbouncer.ini", line: POOL_MODE_LINE },
    production: { value: "session", source: "pgbouncer.yaml:24", file: "pgbouncer.yaml", line: 24 },
    why: "What may outlive a transaction differs: prepared statements, SET, advisory locks, LISTEN.",
    fix: "Set pool_mode of pgbouncer to the same on both sides, or waive it.",
    config: null,
  });
  expect(new Set(data.findings.map((finding) => Object.keys(finding).join())).size).toBe(1);
});
