import { statfs } from "node:fs/promises";
import { connectEngine } from "../docker/connect.ts";
import { engineInfo } from "../docker/info.ts";
import { applicationsCheck } from "../doctor/applications.ts";
import type { Check } from "../doctor/check.ts";
import { clusterCheck } from "../doctor/cluster.ts";
import { judgeNodeDisk, judgeNodeMemory, memoryNeedOf } from "../doctor/cluster-room.ts";
import { copiesCheck } from "../doctor/copies.ts";
import { diskCheck, spaceAt, workingCopyDiskCheck } from "../doctor/disk.ts";
import { imagesCheck } from "../doctor/images.ts";
import { permissionsCheck, portsCheck } from "../doctor/instance-checks.ts";
import { leftoversCheck } from "../doctor/leftovers.ts";
import { limitsCheck } from "../doctor/limits.ts";
import { logsSizeCheck } from "../doctor/logs-size.ts";
import { clockCheck, engineCheck, nodeCheck, storageCheck } from "../doctor/machine-checks.ts";
import { memoryCheck } from "../doctor/memory.ts";
import { neededEngine } from "../doctor/needed-engine.ts";
import { networksCheck } from "../doctor/networks.ts";
import { stateCheck } from "../doctor/state-check.ts";
import { volumesCheck } from "../doctor/volumes.ts";
import { ANSWERS_WITHIN_MS } from "../doctor/with-info.ts";
import { DevError } from "../errors/dev-error.ts";
import { imagesOf } from "../model/images-of.ts";
import { volumeName } from "../model/instance.ts";
import type { ContainerService } from "../model/service.ts";
import { clusterPrograms } from "../platform/cluster-programs.ts";
import { hasJournal } from "../platform/journal.ts";
import { reachOf } from "../platform/listeners.ts";
import { packageRoot } from "../platform/package-root.ts";
import { selectServices } from "../planner/select.ts";
import { clusterNeeds } from "./cluster-needs.ts";
import { runtimeInUse } from "./connection.ts";
import { orphanReason, readLedger } from "./ledger.ts";
import { holderOf } from "./port-questions.ts";
import type { Project } from "./project.ts";
import { asTheRouterCalls } from "../graph/subgraph.ts";
import type { Subgraph } from "../stacks/settings.ts";
import type { Surroundings } from "./surroundings.ts";
import { volumeSubjects } from "./volume-subjects.ts";

/** Ports of this instance's own containers are in use because it runs. */
const boundByUs = async (surroundings: Surroundings, instance: string): Promise<ReadonlySet<number>> => {
  try {
    const ledger = await readLedger(await connectEngine(surroundings), "leave out");
    return new Set(ledger.find(({ id }) => id === instance)?.ports ?? []);
  } catch (error) {
    if (error instanceof DevError) return new Set(); // no engine: its own check says so
    throw error;
  }
};

const memoryOfOthers = (surroundings: Surroundings, own: string) => async () => {
  const ledger = await readLedger(await neededEngine(surroundings), "ask");
  return ledger.flatMap(({ id, memoryBytes }) => (id === own || memoryBytes === null ? [] : [{ id, bytes: memoryBytes }]));
};

const orphans = (surroundings: Surroundings) => async () => {
  const ledger = await readLedger(await neededEngine(surroundings), "leave out");
  return ledger.filter(({ isOrphan }) => isOrphan).map((entry) => ({ id: entry.id, reason: orphanReason(entry), containers: entry.containers.length, volumes: entry.volumes.length }));
};

/** An engine that does not answer is its own check's matter. */
const clusterRoom = (surroundings: Surroundings, services: readonly ContainerService[]) => async () => {
  const { socket } = await neededEngine(surroundings);
  const { MemTotal, DockerRootDir } = await engineInfo(socket, ANSWERS_WITHIN_MS);
  return [judgeNodeMemory(MemTotal, memoryNeedOf(services)), judgeNodeDisk(await spaceAt(DockerRootDir), DockerRootDir)];
};

/** Of services on this machine, which the router calls. */
const portsOfSubgraphs = (subgraphs: Readonly<Record<string, Subgraph>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(subgraphs).flatMap(([name, { url }]) => (asTheRouterCalls(url) === url ? [] : [[name, Number(new URL(url).port || 80)]])));

/** Linux's number of the file system at a path. */
const typeOf = async (path: string): Promise<number | undefined> => (process.platform === "linux" ? (await statfs(path)).type : undefined);

/** Every check of this machine and this instance. Nothing was asked yet but which ports are our own. */
export const doctorChecks = async (project: Project, surroundings: Surroundings): Promise<readonly Check[]> => {
  const { stack, directory, instance, settings } = project;
  const services = selectServices(stack, {}).filter((service): service is ContainerService => service.kind === "container");
  const wanted = services.flatMap(({ name, endpoints }) => Object.entries(endpoints).map(([endpoint, { preferredHostPort }]) => ({ key: `${name}.${endpoint}`, port: preferredHostPort })));
  const holder = async (port: number) => {
    const engine = await connectEngine(surroundings).catch(() => undefined);
    return holderOf(engine?.socket ?? "", port);
  };
  const today = surroundings.clock.date().toISOString().slice(0, 10);
  return [
    nodeCheck,
    copiesCheck(packageRoot, surroundings.env.PATH, instance.workingCopy),
    engineCheck(surroundings),
    diskCheck(surroundings),
    workingCopyDiskCheck(instance.workingCopy),
    memoryCheck(surroundings, services.reduce((sum, { limits }) => sum + limits.memoryMiB, 0), memoryOfOthers(surroundings, instance.id)),
    networksCheck(surroundings),
    clusterCheck(async () => (await runtimeInUse(project)) === "k3d", () => clusterNeeds(clusterPrograms(surroundings.cache, surroundings.env.PATH)), clusterRoom(surroundings, services)),
    clockCheck(surroundings, surroundings.clock.date),
    storageCheck(surroundings, instance.workingCopy, { typeOf, hasJournal }),
    limitsCheck(surroundings, Math.max(0, ...services.map(({ limits }) => limits.nofile ?? 0))),
    imagesCheck(surroundings, imagesOf(services), today),
    portsCheck(wanted, await boundByUs(surroundings, instance.id), holder),
    logsSizeCheck(surroundings, volumeName(instance, "loki-data"), settings.loki.warnGigabytes, settings.loki.retentionDays),
    volumesCheck(() => volumeSubjects(project, surroundings)),
    stateCheck(directory),
    permissionsCheck(directory),
    leftoversCheck(orphans(surroundings)),
    applicationsCheck({ ...portsOfSubgraphs(settings.gateway.subgraphs), ...Object.fromEntries(Object.entries(settings.metrics).map(([name, { port }]) => [name, port])) }, reachOf),
  ];
};
