import type Dockerode from "dockerode";
import { ifThere } from "../../docker/answered-status.ts";
import type { Instance } from "../../model/instance.ts";
import type { Service } from "../../model/service.ts";
import { onlyFileOf } from "../container/archive.ts";
import { nodeName, nodePathOf } from "./names.ts";

/** A file on a volume of a service, by its path in the service's container: the node has it whether there is a pod or not. */
export const readVolumeFile = async (docker: Dockerode, instance: Instance, services: readonly Service[], name: string, path: string, signal: AbortSignal): Promise<string | undefined> => {
  const service = services.find((one) => one.name === name);
  const volume = service?.kind === "container" ? service.volumes?.find((mount) => path.startsWith(`${mount.path}/`)) : undefined;
  if (!volume) return undefined;
  const onNode = `${nodePathOf(volume.name)}${path.slice(volume.path.length)}`;
  const archive = await ifThere(docker.getContainer(nodeName(instance)).getArchive({ path: onNode, abortSignal: signal }));
  return archive && (await onlyFileOf(archive));
};
