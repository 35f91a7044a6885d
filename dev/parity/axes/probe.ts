import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import type { ProbeFact, Workload } from "../facts/workload.ts";
import { finding, NOTHING, side, type Finding, type Side } from "../finding.ts";
import { imageParts } from "../normalise/image.ts";
import { productOf } from "../products/all.ts";
import { ABSENT, OFFICIAL } from "../products/programs.ts";

const SHELLS = /^(\/(usr\/)?bin\/)?(sh|bash|ash|dash)$/;
const WORDS_OF_SHELL = /^(if|then|else|fi|exec|test|\[|\[\[|!|export|set|cd|echo|exit|true|false|while|do|done|for|[A-Z_]+=.*)$/;

/** The programs that a probe calls, those in a script among them. */
const programsIn = ({ question }: ProbeFact): readonly string[] => {
  if (question.kind !== "exec") return [];
  const [program = "", ...rest] = question.command;
  if (!SHELLS.test(program)) return [program];
  const script = rest.filter((word) => !/^-\w+$/.test(word)).join(" ");
  const called = script.split(/&&|\|\||[;|\n]/).map((part) => part.trim().split(/\s+/).find((word) => !WORDS_OF_SHELL.test(word)) ?? "");
  return [program, ...called].filter((word) => word !== "");
};

const textOf = ({ question }: ProbeFact): string => {
  if (question.kind === "exec") return question.command.join(" ");
  return question.kind === "http" ? `GET ${question.path} at ${question.port}` : `${question.kind.toUpperCase()} at ${question.port}`;
};

/** Why it says yes too soon. */
const lie = (product: string, probe: ProbeFact): string | undefined => {
  const text = textOf(probe);
  if (probe.name === "liveness") return undefined;
  if (product === "postgres" && /pg_isready/.test(text) && !/(-h|--host)[= ]?\S/.test(text)) return "Without -h it asks the unix socket, where a temporary server answers while the image initialises.";
  if (product === "kafka" && probe.question.kind === "tcp" && probe.name === "startup") return "The controller's side may listen before the broker serves anybody.";
  if (product === "minio" && /\/minio\/health\/live/.test(text)) return "It says yes before objects can be stored; /minio/health/ready does not.";
  return undefined;
};

const sidesFor = (isOurs: boolean, text: string, origin: Known["origin"]): { readonly local: Side; readonly production: Side } => (isOurs ? { local: side(text, origin), production: NOTHING } : { local: NOTHING, production: side(text, origin) });

const probeFindings = (service: string, workload: Workload): readonly Finding[] => {
  const product = workload.image && productOf(workload.image.value);
  if (!product || !workload.image) return [];
  const isOurs = workload.kind === "service";
  const isOfficial = OFFICIAL[product.id]?.test(imageParts(workload.image.value).repository) === true;
  return workload.probes.flatMap(({ value, origin }): readonly Finding[] => {
    const name = value.name.replaceAll(" ", "-");
    const both = sidesFor(isOurs, textOf(value), origin);
    const absent = isOfficial ? programsIn(value).find((program) => ABSENT[product.id]?.includes(program)) : undefined;
    const why = lie(product.id, value);
    const where = isOurs ? "here" : "in production";
    return [
      ...(absent === undefined ? [] : [finding(service, "probe", `${name}-command`, { severity: "error", ...both, why: `There is no ${absent} in ${workload.image?.value} that it could call: the probe never passes.`, fix: `Ask in another way ${where}, for example by httpGet or tcpSocket.` })]),
      ...(why === undefined ? [] : [finding(service, "probe", `${name}-lies`, { severity: "warning", ...both, why, fix: `Ask the ${value.name} of ${service} over the network ${where}.` })]),
    ];
  });
};

const missing = (local: Workload, production: Workload): readonly Finding[] => {
  if (production.probes.some(({ value }) => value.name === "readiness" || value.name === "health check")) return [];
  return [finding(local.name, "probe", "readiness-missing", { severity: "warning", local: side(local.probes[0] ? "asked until it answers" : "not asked"), production: NOTHING, why: "Clients are sent to it while it starts.", fix: `Give ${local.name} a readinessProbe in production.` })];
};

/** Both are asked over HTTP, and not the same. */
const askedElsewhere = (local: Workload, production: Workload): readonly Finding[] => {
  const pathOf = ({ probes }: Workload) => probes.flatMap(({ value: { name, question }, origin }) => (name === "readiness" && question.kind === "http" ? [{ path: question.path, origin }] : []))[0];
  const [here, there] = [pathOf(local), pathOf(production)];
  if (!here || !there || here.path === there.path) return [];
  const fix = `Set apps.${local.name}.readiness in neotool.config.ts to "${there.path}".`;
  return [finding(local.name, "probe", "readiness-path", { severity: "info", local: side(here.path, here.origin), production: side(there.path, there.origin), why: "It may count as ready on one side and not on the other.", fix })];
};

/** How each is asked whether it is ready; a question that cannot be asked, or is answered too soon. */
export const probeAxis = (comparison: Comparison): readonly Finding[] => [
  ...comparison.local.services.flatMap((service) => probeFindings(service.name, service)),
  ...servicePairs(comparison).flatMap(({ local, production }) => [...probeFindings(local.name, production), ...missing(local, production)]),
  ...applicationPairs(comparison).flatMap(({ local, production }) => [...missing(local, production), ...askedElsewhere(local, production)]),
];
