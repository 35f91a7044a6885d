import type { Comparison } from "../comparison.ts";
import { finding, NOTHING, side, sideOf, type Finding, type Severity } from "../finding.ts";
import { imageParts, isFloating, type ImageParts } from "../normalise/image.ts";
import { foreignOf, productOf } from "../products/all.ts";
import type { Known } from "../facts/known.ts";

interface Verdict {
  readonly severity: Severity;
  readonly why: string;
}

const judge = (used: ImageParts, meant: ImageParts): Verdict | undefined => {
  if (isFloating(used)) return { severity: "warning", why: "What the tests run is another version every week." };
  if (isFloating(meant) || meant.version.length === 0) return undefined;
  if (used.version[0] !== meant.version[0]) return { severity: "error", why: "The tests prove that it works with another major version than production's." };
  const isSame = used.version.every((number, index) => meant.version[index] === number) && used.version.length === meant.version.length;
  return isSame ? undefined : { severity: "warning", why: "The tests prove that it works with another version than production's." };
};

/** The third side: what tests, Compose files and pipelines of the repository run. One finding a file and service, the worst. */
export const testsAxis = ({ local, services }: Comparison): readonly Finding[] => {
  const found = new Map<string, Finding>();
  for (const { reference, origin } of local.imageUses) {
    const product = productOf(reference);
    const match = services.find((one) => one.local.image && productOf(one.local.image.value) === product);
    const meant: Known | undefined = match?.production?.image ?? match?.local.image;
    const verdict = product && meant && product.id !== "minio" ? judge(imageParts(reference), imageParts(meant.value)) : undefined;
    if (!match || !verdict || !meant) continue;
    const one = finding(match.local.name, "tests", origin.file, { ...verdict, local: side(reference, origin), production: sideOf(meant), fix: `Name ${meant.value} there, or take the image from the fixtures of neotool.` });
    const known = found.get(one.id);
    if (!known || (known.severity !== "error" && one.severity === "error")) found.set(one.id, one);
  }
  return [...found.values()];
};

/** What one side has and the other has not. */
export const serviceAxis = (comparison: Comparison): readonly Finding[] => {
  const { services, applications, production } = comparison;
  const taken = new Set([...services, ...applications].map((match) => match.production));
  const known = new Set(services.map(({ local }) => local.image && productOf(local.image.value)?.id));
  const extra = production.workloads.running.flatMap((workload): readonly Finding[] => {
    const { image, kind, name } = workload;
    if (!image || taken.has(workload) || kind === "Job" || kind === "CronJob") return [];
    const product = productOf(image.value)?.id;
    const foreign = product !== undefined && !known.has(product) ? product : foreignOf(image.value);
    if (foreign === undefined) return [];
    return [finding(name.replaceAll("/", "-"), "service", "missing-here", { severity: "warning", local: NOTHING, production: sideOf(image), why: "What uses it cannot be tried here.", fix: `Run ${foreign} beside the stack, or waive it.` })];
  });
  const lacking = services.flatMap(({ local, production: theirs }): readonly Finding[] =>
    theirs ? [] : [finding(local.name, "service", "missing-there", { severity: "info", local: local.image ? sideOf(local.image) : side(local.name), production: NOTHING, why: "What leans on it here has nothing to lean on there.", fix: `Say with parity.match which workload ${local.name} is, or waive it.` })],
  );
  return [...extra, ...lacking];
};

/** What could not be told offline: never silence. */
export const unknownAxis = ({ production }: Comparison): readonly Finding[] =>
  production.unknowns.map(({ id, place, what, why, resolve }) =>
    finding(id.split("/").at(-1) ?? "unknown", "unknown", id, { severity: "warning", local: NOTHING, production: side(what, { kind: "file", ...place }), why: why.endsWith(".") ? why : `${why}.`, fix: resolve }),
  );

/** Topics that production makes, and whether they are here with the same settings. */
export const topicsAxis = ({ production, local }: Comparison): readonly Finding[] => {
  const here = local.live.topics ?? local.topics;
  return production.topics.flatMap(({ value: theirs, origin }): readonly Finding[] => {
    const ours = here.find(({ value }) => value.name === theirs.name);
    const text = (topic: typeof theirs) => [`${topic.partitions} partition${topic.partitions === 1 ? "" : "s"}`, ...Object.entries(topic.configs).sort().map(([key, value]) => `${key}=${value}`)].join(", ");
    const closing = { path: ["kafka", "topics", theirs.name], value: { partitions: theirs.partitions, configs: theirs.configs } };
    const fix = `Set kafka.topics["${theirs.name}"] in neotool.config.ts.`;
    if (!ours) return [finding("kafka", "topics", theirs.name, { severity: "warning", local: NOTHING, production: side(text(theirs), origin), why: "Where topics are not made by themselves, what sends to it fails here.", fix, closing })];
    const keys = Object.keys(theirs.configs);
    const isSame = ours.value.partitions === theirs.partitions && keys.every((key) => ours.value.configs[key] === theirs.configs[key]);
    if (isSame) return [];
    return [finding("kafka", "topics", theirs.name, { severity: "warning", local: side(text(ours.value), ours.origin), production: side(text(theirs), origin), why: "Order, and how long records are kept, differ.", fix, closing })];
  });
};
