import type Dockerode from "dockerode";
import { statusOf } from "../../docker/answered-status.ts";
import { createContainer } from "../../docker/create-container.ts";
import { engineWait } from "../../docker/http.ts";
import { tolerating } from "../../docker/tolerating.ts";
import { DevError } from "../../errors/dev-error.ts";
import { containerName, networkName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { RuntimeOperation } from "../../engine/runtime.ts";
import { archiveOf } from "./archive.ts";
import { createOptions, instanceLabels } from "./create-options.ts";
import { unlessInUse } from "./in-use.ts";
import { linkLogs, logFilesOf } from "./log-links.ts";
import { createNetwork, onOneNetwork, removeNetwork } from "./network.ts";
import { pause, unpause } from "./pausing.ts";
import { putFile } from "./put-file.ts";

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const NOT_MODIFIED = 304;
const CONFLICT = 409;

/** What acts on containers need. */
export interface ContainerTools {
  readonly docker: Dockerode;
  readonly socket: string;
  readonly instance: Instance;
}

/**
 * Does one operation by one call (a creation with files takes two).
 *
 * @throws {DevError} `NAME_TAKEN` when something that is not ours bears the name; the client library's error otherwise.
 */
export const apply = async (tools: ContainerTools, operation: RuntimeOperation, signal: AbortSignal): Promise<void> => {
  const { docker, socket, instance } = tools;
  const container = (service: string) => docker.getContainer(containerName(instance, service));
  switch (operation.kind) {
    case "create-network":
      return createNetwork(docker, instance, signal);
    case "remove-network":
      return unlessInUse(docker, { kind: "network", name: networkName(instance) }, [FORBIDDEN], () => removeNetwork(docker, instance, signal));
    case "create-volume":
      await docker.createVolume({ Name: operation.volume, Labels: instanceLabels(instance), abortSignal: signal });
      return;
    case "remove-volume":
      return unlessInUse(docker, { kind: "volume", name: operation.volume }, [CONFLICT], () => tolerating([NOT_FOUND], docker.getVolume(operation.volume).remove({ abortSignal: signal })));
    case "create":
      return create(tools, operation, signal);
    case "start":
      return onOneNetwork(docker, instance, signal, () => tolerating([NOT_MODIFIED], container(operation.service).start({ abortSignal: signal })));
    case "stop":
      return tolerating([NOT_MODIFIED, NOT_FOUND], container(operation.service).stop({ ...(operation.grace === "none" && { t: 0 }), abortSignal: signal }));
    case "remove":
      return remove(container(operation.service), socket, signal);
    case "pause":
      return pause(container(operation.service), signal);
    case "unpause":
      return unpause(container(operation.service), signal);
    case "list-logs":
      return linkLogs(docker, instance, container(operation.service), signal);
    case "put-file":
      return putFile(container(operation.service), operation.file, signal);
    case "keep-keys":
      return; // who starts a container again is `up`, which writes them itself
  }
};

const remove = async (container: Dockerode.Container, socket: string, signal: AbortSignal): Promise<void> => {
  try {
    // v: the image's own anonymous volumes go too; ours are named and stay.
    await tolerating([NOT_FOUND], container.remove({ v: true, force: true, abortSignal: signal }));
  } catch (error) {
    // Somebody else's removal is under way, often that of a killed `down`: what needs the name or the volume must wait for it.
    if (statusOf(error) !== CONFLICT) throw error;
    await tolerating([NOT_FOUND], engineWait(socket, container.id, "removed", signal));
  }
};

type Create = Extract<RuntimeOperation, { kind: "create" }>;

const create = async (tools: ContainerTools, { desired, image }: Create, signal: AbortSignal): Promise<void> => {
  const { docker, instance } = tools;
  const logFiles = desired.service.readsLogs && logFilesOf(await docker.info());
  const options = createOptions(desired, image, instance, logFiles);
  const made = await createContainer(docker, options, signal).catch(async (error: unknown) => {
    if (statusOf(error) !== CONFLICT) throw error;
    await removeOurs(tools, desired.name, error, signal);
    return await createContainer(docker, options, signal);
  });
  const { files } = desired.service;
  if (files.length > 0) await made.putArchive(await archiveOf(files), { path: "/", abortSignal: signal });
};

/** What bears the name since we looked: ours, where a killed run had still asked for it; nobody knows how far it came. */
const removeOurs = async ({ docker, socket, instance }: ContainerTools, service: string, cause: unknown, signal: AbortSignal): Promise<void> => {
  const name = containerName(instance, service);
  const container = docker.getContainer(name);
  const { Config } = await container.inspect({ abortSignal: signal });
  if (Config.Labels[LABEL.instance] === instance.id) return await remove(container, socket, signal);
  throw new DevError("NAME_TAKEN", `There is already a container named ${name}, and neotool did not make it`, {
    hint: `Look at it: docker inspect ${name}. If nobody needs it: docker rm -f ${name}`,
    cause,
  });
};
