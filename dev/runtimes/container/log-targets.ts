import { join, relative } from "node:path/posix";
import type Dockerode from "dockerode";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { archiveOf } from "./archive.ts";

const ROOT = { uid: 0, gid: 0 } as const;

/** Where an engine keeps its containers' log files: a folder for each container, below this one. */
export const logFilesOf = ({ DockerRootDir }: { readonly DockerRootDir: string }): string => join(DockerRootDir, "containers");

/** A container and its log file on the engine's machine. */
export interface LogFile {
  readonly service: string;
  readonly path: string;
}

/**
 * The list as Prometheus' `file_sd` has it, which log agents have taken over. Pure.
 *
 * @param source Folder of the engine's machine that the reader sees at `directory`.
 */
export const logTargets = (files: readonly LogFile[], { id }: Instance, source: string, directory: string): string => {
  const entries = files
    .toSorted((a, b) => (a.service < b.service ? -1 : 1))
    .map(({ service, path }) => ({ targets: ["localhost"], labels: { __path__: join(directory, relative(source, path)), instance: id, service } }));
  return `${JSON.stringify(entries, null, 2)}\n`;
};

/** Writes the list of the instance's log files into the container that reads them. */
export const listLogs = async (docker: Dockerode, instance: Instance, reader: Dockerode.Container, signal: AbortSignal): Promise<void> => {
  const { Config, HostConfig } = await reader.inspect({ abortSignal: signal });
  const path = Config.Labels[LABEL.logTargets];
  const mount = HostConfig.Mounts?.find(({ Type }) => Type === "bind");
  if (path === undefined || !mount) throw new Error("this container was not made to read logs");
  const all = await docker.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance.id}`] }, abortSignal: signal });
  const files = all.map(({ Id, Labels }) => ({ service: Labels[LABEL.service] ?? "", path: logFileOf(mount.Source, Id) }));
  const content = logTargets(files, instance, mount.Source, mount.Target);
  await reader.putArchive(await archiveOf([{ path, content, owner: ROOT, mode: 0o444 }]), { path: "/", abortSignal: signal });
};

/** The driver's own rule: the engine names the file only once it has been written to. */
const logFileOf = (folder: string, id: string): string => join(folder, id, `${id}-json.log`);
