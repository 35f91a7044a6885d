import { join } from "node:path/posix";
import type Dockerode from "dockerode";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { archiveOfLinks, type Link } from "./archive.ts";

/** Where an engine keeps its containers' log files: a folder for each container, below this one. */
export const logFilesOf = ({ DockerRootDir }: { readonly DockerRootDir: string }): string => join(DockerRootDir, "containers");

/** Enough of a container's id to tell it from the one that the service had before. */
const SHORT = 12;

/**
 * For each container `<links>/<service>/<id>`, which leads to its folder. One whose container is gone leads nowhere, and
 * a pattern that goes through it finds nothing. Pure.
 *
 * @param directory Where the reader sees the folders of all containers of the engine.
 */
export const logLinks = (containers: readonly { readonly id: string; readonly service: string }[], directory: string, links: string): readonly Link[] =>
  containers.map(({ id, service }) => ({ path: join(links, service, id.slice(0, SHORT)), target: join(directory, id) }));

/** Tells the container that reads logs which are the instance's. */
export const linkLogs = async (docker: Dockerode, instance: Instance, reader: Dockerode.Container, signal: AbortSignal): Promise<void> => {
  const { Config, HostConfig } = await reader.inspect({ abortSignal: signal });
  const links = Config.Labels[LABEL.logLinks];
  const mount = HostConfig.Mounts?.find(({ Type }) => Type === "bind");
  if (links === undefined || !mount) throw new Error("this container was not made to read logs");
  const all = await docker.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance.id}`] }, abortSignal: signal });
  const containers = all.map(({ Id, Labels }) => ({ id: Id, service: Labels[LABEL.service] ?? "" }));
  await reader.putArchive(await archiveOfLinks(logLinks(containers, mount.Target, links)), { path: "/", abortSignal: signal });
};
