import type { SnapshotPart } from "../../../data/snapshot/manifest.ts";
import type { StoreVersions } from "../../../data/snapshot/compatibility.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { lockedImage } from "../../../images/lock.ts";
import { presentImage } from "../../../images/present.ts";
import { volumeName } from "../../../model/instance.ts";
import type { ContainerService, VolumeCheck } from "../../../model/service.ts";
import type { Connection } from "../../connection.ts";
import type { Observed } from "../../../planner/observed.ts";
import type { Project } from "../../project.ts";
import type { RunningInstance } from "../running-instance.ts";

/** Whose volumes are data of the instance. What watches it (Prometheus, Loki) goes on through a restore. */
const KEEPERS: readonly string[] = ["postgres", "kafka", "minio", "grafana", "mail"];

/** The tools that copy are in the image of Postgres, which every stack has. */
const TOOLS = "postgres";

/** A part of a snapshot before it is copied. */
export type PartThere = Omit<SnapshotPart, "files" | "bytes">;

/** Volumes of the services whose data a snapshot has, as far as they are there. */
export const partsThere = ({ stack, instance }: Project, observed: Observed): readonly PartThere[] =>
  stack.services.flatMap((service) => {
    if (service.kind !== "container" || !KEEPERS.includes(service.name)) return [];
    const container = observed.containers.get(service.name);
    const image = { reference: container?.imageReference ?? service.image, id: container?.imageId ?? "" };
    return (service.volumes ?? []).filter(({ name }) => observed.volumes.has(volumeName(instance, name))).map(({ name }) => ({ service: service.name, volume: name, image }));
  });

const definitionOf = ({ stack }: Project, name: string): ContainerService | undefined => {
  const service = stack.services.find((one) => one.name === name);
  return service?.kind === "container" ? service : undefined;
};

/**
 * The image whose tools copy volumes: as its container has it, else as the engine has it.
 *
 * @throws {DevError} `IMAGE_UNAVAILABLE`
 */
export const toolsImage = async (project: Project, { engine }: Pick<Connection, "engine">, observed: Observed, signal: AbortSignal): Promise<string> => {
  const running = observed.containers.get(TOOLS)?.imageId;
  if (running !== undefined && running !== "") return running;
  const reference = definitionOf(project, TOOLS)?.image ?? TOOLS;
  const found = await presentImage(engine.socket, lockedImage(reference), signal);
  if (found) return found.id;
  throw new DevError("IMAGE_UNAVAILABLE", `Volumes are copied with the tools of ${reference}, and the engine does not have it`, { hint: `neotool dev images pull ${reference}` });
};

/** In whose network what copies may run: that of the service whose tools it has. `undefined`: it does not run. */
export const beside = ({ runtime }: Pick<Connection, "runtime">, { containers }: Observed): string | undefined => {
  const running = containers.get(TOOLS);
  return running?.state === "running" ? runtime.engineContainer(running) : undefined;
};

const checksOf = (project: Project, service: string): readonly VolumeCheck[] => definitionOf(project, service)?.volumeChecks ?? [];

export const postgresMajorOf = (project: Project): number | undefined => checksOf(project, "postgres").flatMap((check) => (check.kind === "postgres-major" ? [check.major] : []))[0];

/** What the servers of a running instance can work with. */
export const versionsOf = async (project: Project, { stores }: Pick<RunningInstance, "stores">): Promise<StoreVersions> => {
  const { kafkaMetadataVersion } = await import("../../../data/kafka/metadata-version.ts");
  return { postgresMajor: postgresMajorOf(project), kafkaMetadata: stores.kafka && (await kafkaMetadataVersion(stores.kafka.address)) };
};
