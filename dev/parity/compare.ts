import { DevError } from "../errors/dev-error.ts";
import { envAxis } from "./axes/env.ts";
import { serviceAxis, testsAxis, topicsAxis, unknownAxis } from "./axes/elsewhere.ts";
import { endOfLifeAxis, placeholderAxis } from "./axes/hygiene.ts";
import { imageAxis } from "./axes/image.ts";
import { resourcesAxis } from "./axes/limits.ts";
import { securityAxis } from "./axes/security.ts";
import { nameAxis, namespaceAxis, portAxis, replicasAxis, scheduleAxis } from "./axes/place.ts";
import { probeAxis } from "./axes/probe.ts";
import { reachAxis } from "./axes/reach.ts";
import { s3Axis } from "./axes/s3.ts";
import { settingsAxis } from "./axes/settings.ts";
import { mountAxis, volumeAxis } from "./axes/storage.ts";
import { targetsAxis } from "./axes/targets.ts";
import type { Comparison } from "./comparison.ts";
import { byWeight, type Finding } from "./finding.ts";
import type { Production } from "./load/production.ts";
import type { Local } from "./local/local.ts";
import { matchAll, type MatchWishes } from "./match/match.ts";
import { composeWorkload } from "./production/compose.ts";
import { madeOf, topicsOf } from "./production/made.ts";
import { r2In } from "./production/r2.ts";
import { scrapedIn } from "./production/scraped.ts";
import { workloadsOf, type Workloads } from "./production/workloads.ts";

const ALL_AXES: readonly ((comparison: Comparison) => readonly Finding[])[] = [
  imageAxis,
  settingsAxis,
  mountAxis,
  volumeAxis,
  portAxis,
  nameAxis,
  envAxis,
  probeAxis,
  resourcesAxis,
  securityAxis,
  reachAxis,
  namespaceAxis,
  replicasAxis,
  scheduleAxis,
  placeholderAxis,
  endOfLifeAxis,
  s3Axis,
  topicsAxis,
  targetsAxis,
  testsAxis,
  serviceAxis,
  unknownAxis,
];

/** A folder of Compose files alone is a production too. */
const workloadsIn = ({ objects, compose }: Production): Workloads => {
  const ofObjects = workloadsOf(objects);
  return ofObjects.running.length > 0 ? ofObjects : { running: compose.map(composeWorkload), initial: [] };
};

/**
 * Puts both sides beside each other. Pure.
 *
 * @throws {DevError} `PARITY_AMBIGUOUS` where two workloads may be one service.
 */
export const comparisonOf = (local: Local, production: Production, wishes: MatchWishes, today: string): Comparison => {
  const workloads = workloadsIn(production);
  const { objects, unknowns } = production;
  const lasting = workloads.running.filter(({ kind }) => kind !== "Job" && kind !== "CronJob");
  const unknown = Object.keys(wishes).filter((name) => ![...local.services, ...local.applications].some((one) => one.name === name));
  if (unknown.length > 0) throw new DevError("PARITY_AMBIGUOUS", `parity.match names "${unknown[0]}", which is no service of this stack`, { hint: `Known: ${[...local.services, ...local.applications].map(({ name }) => name).join(", ")}.` });
  const services = matchAll(local.services, lasting, wishes);
  const taken = new Set(services.map((match) => match.production));
  return {
    local,
    services,
    applications: matchAll(local.applications, lasting.filter((workload) => !taken.has(workload)), wishes),
    production: { objects, unknowns, workloads, topics: topicsOf(objects, workloads), made: madeOf(objects, workloads), scraped: scrapedIn(objects, workloads), r2: r2In(objects, workloads) },
    today,
  };
};

/** Every difference, worst first, each once. Pure. */
export const findingsOf = (comparison: Comparison): readonly Finding[] => [...new Map(ALL_AXES.flatMap((axis) => axis(comparison)).map((one) => [one.id, one])).values()].sort(byWeight);
