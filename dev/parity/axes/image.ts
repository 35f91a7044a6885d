import { configName } from "../../stacks/config/config-name.ts";
import { servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import { finding, NOTHING, side, sideOf, type Finding, type Severity } from "../finding.ts";
import type { StandIn } from "../local/local.ts";
import { imageParts, isFloating, isPrerelease, type ImageParts } from "../normalise/image.ts";

interface Difference {
  readonly subject: string;
  readonly severity: Severity;
  readonly why: string;
}

/** As many numbers as both have: `18` says nothing of 18.1's second. */
const sameVersion = (a: ImageParts, b: ImageParts): boolean => a.version.length === b.version.length && a.version.every((number, index) => number === b.version[index]);

const versionOf = (ours: ImageParts, theirs: ImageParts): readonly Difference[] => {
  if (isFloating(ours) || isFloating(theirs) || ours.tag === undefined || theirs.tag === undefined) return [];
  if (ours.version[0] !== theirs.version[0]) return [{ subject: "major", severity: "error", why: "A major version changes what is there, what it is called and what its data look like." }];
  if (isPrerelease(ours) !== isPrerelease(theirs)) return [{ subject: "tag", severity: "error", why: "Nobody promises that a release behaves as what came before it, or reads its data." }];
  const variant = ours.variant === theirs.variant ? [] : [{ subject: "variant", severity: "warning" as const, why: "Another base has another C library and other tools: text may sort in another order." }];
  if (sameVersion(ours, theirs)) return variant;
  const isVague = ours.version.length !== theirs.version.length && ours.version.every((number, index) => theirs.version[index] === undefined || number === theirs.version[index]);
  return [{ subject: "tag", severity: "warning", why: isVague ? "A tag that leaves numbers out is another version after its next pull." : "A defect of one version is not seen with the other." }, ...variant];
};

const nameDifference = (ours: ImageParts, theirs: ImageParts): readonly Difference[] => {
  if (ours.repository !== theirs.repository) return [{ subject: "repository", severity: "warning", why: "Another build of the same program has other paths, another start script and other defaults." }];
  return ours.registry === theirs.registry ? [] : [{ subject: "registry", severity: "info", why: "The same image comes from another place, which may be older or away." }];
};

/** @param running Under which digests registries know what really runs; none: nobody can tell. */
const digestDifference = (ours: ImageParts, theirs: ImageParts, running: readonly string[]): readonly Difference[] => {
  if (theirs.digest === undefined || ours.digest === theirs.digest || running.includes(theirs.digest)) return [];
  const isTold = running.length > 0 || ours.digest !== undefined;
  if (ours.tag === undefined || theirs.tag === undefined) {
    return [isTold ? { subject: "digest", severity: "warning", why: "They are two builds, and one of them does not say of which version it is." } : { subject: "digest", severity: "info", why: "Production is pinned to one build, and nothing says of which version it is." }];
  }
  if (ours.tag !== theirs.tag) return [];
  return [isTold ? { subject: "digest", severity: "error", why: "The same tag names two builds." } : { subject: "digest", severity: "info", why: "Production is pinned to one build; here the tag may move." }];
};

const imageFindings = (service: string, ours: Known, theirs: Known, running: readonly string[]): readonly Finding[] => {
  const [a, b] = [imageParts(ours.value), imageParts(theirs.value)];
  const fix = `Set ${configName(service)}.image in neotool.config.ts to ${theirs.value}, or ${theirs.value.split("@")[0]} in production to ${ours.value}.`;
  const isUsable = !isFloating(b) && !/USERNAME|\$\{/.test(theirs.value) && b.digest === undefined;
  const names = nameDifference(a, b);
  const versions = versionOf(a, b).filter(({ subject }) => subject !== "variant" || names.every(({ subject: name }) => name !== "repository"));
  return [...names, ...versions, ...digestDifference(a, b, running)].map(({ subject, severity, why }) =>
    finding(service, "image", subject, {
      severity,
      why,
      fix,
      local: sideOf(ours),
      production: sideOf(theirs),
      ...(isUsable && subject !== "registry" && { closing: { path: [configName(service), "image"], value: theirs.value } }),
    }),
  );
};

/** Whether the software in a stand-in is of another minor version than its name says. */
const holdsAnother = ({ reference, version }: StandIn): boolean => {
  const [meant, held] = [imageParts(reference).version, imageParts(`x:${version?.split(" ")[0] ?? ""}`).version];
  return held.length > 1 && meant.slice(0, 2).some((number, index) => number !== held[index]);
};

/** Repository, registry, version, variant and digest of what runs, and whether a stand-in does. */
export const imageAxis = (comparison: Comparison): readonly Finding[] => {
  const differences = servicePairs(comparison).flatMap(({ local, production }) => (local.image && production.image ? imageFindings(local.name, local.image, production.image, local.digests ?? []) : []));
  const standIns = [...comparison.local.live.standIns].map(([service, standIn]) =>
    finding(service, "image", "stand-in", {
      severity: holdsAnother(standIn.value) ? "warning" : "info",
      local: side(standIn.value.version === undefined ? standIn.value.reference : `${standIn.value.reference}, which holds ${standIn.value.version}`, standIn.origin),
      production: side("the official image"),
      why: "It is built here from packages: the same program, with another base and perhaps another patch level.",
      fix: "Pull the official image when its registry can be reached: neotool dev images pull.",
    }),
  );
  const outdated = [...comparison.local.live.outdated].map(([service, image]) =>
    finding(service, "image", "outdated", { severity: "warning", local: side(`an older ${image.value}`, image.origin), production: NOTHING, why: "Its name stands for another build by now: what is compared by that name is not what runs.", fix: `neotool dev down and up makes ${service} from the image that its name stands for now.` }),
  );
  return [...differences, ...standIns, ...outdated];
};
