import { servicePairs, type Comparison } from "../comparison.ts";
import { finding, NOTHING, side, sideOf, type Finding } from "../finding.ts";
import type { Pair } from "../match/match.ts";
import { kubernetesBytes, milliCpu } from "../normalise/quantity.ts";

const memoryFindings = ({ local, production }: Pair): readonly Finding[] => {
  const [here, there, asked] = [local.resources["memory-limit"], production.resources["memory-limit"], production.resources["memory-request"]];
  const service = local.name;
  const name = (subject: string, rest: Omit<Finding, "id" | "service" | "axis">) => finding(service, "resources", subject, rest);
  const unasked = asked || production.kind === "Compose service" ? [] : [name("no-memory-request", { severity: "info", local: NOTHING, production: NOTHING, why: "Nothing reserves memory for it: its pod is the first to go when a node runs out.", fix: `Set resources.requests.memory of ${service} in production.` })];
  if (!there) return [...unasked, name("no-memory-limit", { severity: "warning", local: here ? sideOf(here) : NOTHING, production: NOTHING, why: "It can take all memory of its node.", fix: `Set resources.limits.memory of ${service} in production.` })];
  const [ours, theirs] = [here && kubernetesBytes(here.value), kubernetesBytes(there.value)];
  if (theirs === undefined || ours === theirs || (here && ours === undefined)) return unasked;
  const isLarger = ours === undefined || ours > theirs;
  return [
    ...unasked,
    name(isLarger ? "memory-limit-larger" : "memory-limit", {
      severity: "warning",
      local: here ? sideOf(here) : side("no limit"),
      production: sideOf(there),
      why: isLarger ? "What fits here is killed there." : "It runs out of memory here where it would not there.",
      fix: isLarger ? `Lower memoryMiB of ${service} in neotool.config.ts, or raise production's limit.` : "Waive it, or raise memoryMiB in neotool.config.ts.",
    }),
  ];
};

/** Only where our side has a limit: without one, a program has what the machine has, and everybody knows. */
const cpuFindings = ({ local, production }: Pair): readonly Finding[] => {
  const [here, there] = [local.resources["cpu-limit"], production.resources["cpu-limit"]];
  if (!here || (there && milliCpu(here.value) === milliCpu(there.value))) return [];
  return [finding(local.name, "resources", "cpu-limit", { severity: "info", local: sideOf(here), production: there ? sideOf(there) : side("no limit"), why: "How fast it is differs, and with it what times out.", fix: "Nothing; it is good to know." })];
};

/** What each may use. */
export const resourcesAxis = (comparison: Comparison): readonly Finding[] => servicePairs(comparison).flatMap((pair) => [...memoryFindings(pair), ...cpuFindings(pair)]);
