import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import { finding, NOTHING, side, sideOf, type Finding } from "../finding.ts";
import type { Pair } from "../match/match.ts";
import { kubernetesBytes } from "../normalise/quantity.ts";

const memoryFindings = ({ local, production }: Pair): readonly Finding[] => {
  const [here, there, asked] = [local.resources["memory-limit"], production.resources["memory-limit"], production.resources["memory-request"]];
  const service = local.name;
  const name = (subject: string, rest: Omit<Finding, "id" | "service" | "axis">) => finding(service, "resources", subject, rest);
  const unasked = asked || production.kind === "Compose service" ? [] : [name("no-memory-request", { severity: "info", local: NOTHING, production: NOTHING, why: "Nothing reserves memory for it: its pod is the first to go when a node runs out.", fix: `Set resources.requests.memory of ${service} in production.` })];
  if (!there) return [...unasked, name("no-memory-limit", { severity: "warning", local: here ? sideOf(here) : NOTHING, production: NOTHING, why: "It can take all memory of its node.", fix: `Set resources.limits.memory of ${service} in production.` })];
  const [ours, theirs] = [here && kubernetesBytes(here.value), kubernetesBytes(there.value)];
  if (!here || ours === undefined || theirs === undefined || ours === theirs) return unasked;
  const isLarger = ours > theirs;
  return [
    ...unasked,
    name(isLarger ? "memory-limit-larger" : "memory-limit", {
      severity: "warning",
      local: sideOf(here),
      production: sideOf(there),
      why: isLarger ? "What fits here is killed there." : "It runs out of memory here where it would not there.",
      fix: isLarger ? `Lower memoryMiB of ${service} in neotool.config.ts, or raise production's limit.` : "Waive it, or raise memoryMiB in neotool.config.ts.",
    }),
  ];
};

/** What each may use. */
export const resourcesAxis = (comparison: Comparison): readonly Finding[] => servicePairs(comparison).flatMap(memoryFindings);

const isTrue = (known: Known | undefined): known is Known => known?.value === "true";

const securityFindings = ({ local, production: { security } }: Pair): readonly Finding[] => {
  const isOurs = local.kind === "application";
  const here = side(isOurs ? "runs on this machine as you" : "as its image has it", local.origin);
  // Our own code may write beside its volumes; other people's programs are known to run so.
  const severityOf = (subject: string) => (isOurs && subject === "read-only-root" ? "warning" : "info");
  const say = (subject: string, known: Known | undefined, text: string, why: string): readonly Finding[] =>
    known ? [finding(local.name, "security", subject, { severity: severityOf(subject), local: here, production: side(text, known.origin), why, fix: isOurs ? `Try ${local.name} in a container with the same security context.` : "Nothing; it is good to know." })] : [];
  const privileged = isTrue(security.privileged)
    ? [finding(local.name, "security", "privileged", { severity: "warning", local: here, production: side("privileged", security.privileged.origin), why: "Whoever takes it over has its node.", fix: "Take privileged away in production." })]
    : [];
  return [
    ...privileged,
    ...say("read-only-root", isTrue(security.readOnlyRootFilesystem) ? security.readOnlyRootFilesystem : undefined, "its file system is read-only", "A file that it writes beside its volumes is refused there."),
    ...say("user", local.security.runAsUser?.value === security.runAsUser?.value ? undefined : security.runAsUser, `as user ${security.runAsUser?.value}`, "Files and folders that another user owns cannot be read or written there."),
    ...say("non-root", isTrue(security.runAsNonRoot) && !security.runAsUser ? security.runAsNonRoot : undefined, "not as root", "What only root may do is refused there."),
    ...say("capabilities", security.droppedCapabilities, `without ${security.droppedCapabilities?.value}`, "What needs such a capability is refused there."),
    ...say("privilege-escalation", security.allowPrivilegeEscalation?.value === "false" && isOurs ? security.allowPrivilegeEscalation : undefined, "no way to more rights", "A program with setuid fails there."),
  ];
};

/** What pods may not do. */
export const securityAxis = (comparison: Comparison): readonly Finding[] => [...servicePairs(comparison), ...applicationPairs(comparison)].flatMap(securityFindings);
