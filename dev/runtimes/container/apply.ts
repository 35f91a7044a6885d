import type Dockerode from "dockerode";
import { statusOf } from "../../docker/client.ts";
import { DevError } from "../../errors/dev-error.ts";
import { containerName, networkName, type Instance } from "../../model/instance.ts";
import type { RuntimeOperation } from "../../engine/runtime.ts";
import { archiveOf } from "./archive.ts";
import { createOptions, instanceLabels } from "./create-options.ts";

const NOT_FOUND = 404;
const NOT_MODIFIED = 304;
const CONFLICT = 409;

/** An answer that means: what was asked for is so already. A crash between an act and its record leads here. */
const tolerating = async (status: readonly number[], act: Promise<unknown>): Promise<void> => {
  try {
    await act;
  } catch (error) {
    const got = statusOf(error);
    if (got === undefined || !status.includes(got)) throw error;
  }
};

/**
 * Does one operation by one call (a creation with files takes two).
 *
 * @throws {DevError} `NAME_TAKEN` when something that is not ours bears the name; the client library's error otherwise.
 */
export const apply = async (docker: Dockerode, instance: Instance, operation: RuntimeOperation, signal: AbortSignal): Promise<void> => {
  const container = (service: string) => docker.getContainer(containerName(instance, service));
  switch (operation.kind) {
    case "create-network":
      await docker.createNetwork({
        Name: networkName(instance),
        CheckDuplicate: true, // engine 20.10 makes a second network of the same name otherwise
        Driver: "bridge",
        Labels: instanceLabels(instance),
        Options: { "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" },
        abortSignal: signal,
      });
      return;
    case "remove-network":
      return tolerating([NOT_FOUND], docker.getNetwork(networkName(instance)).remove({ abortSignal: signal }));
    case "create-volume":
      await docker.createVolume({ Name: operation.volume, Labels: instanceLabels(instance), abortSignal: signal });
      return;
    case "remove-volume":
      return tolerating([NOT_FOUND], docker.getVolume(operation.volume).remove({ abortSignal: signal }));
    case "create":
      return create(docker, instance, operation, signal);
    case "start":
      return tolerating([NOT_MODIFIED], container(operation.service).start({ abortSignal: signal }));
    case "stop":
      return tolerating([NOT_MODIFIED, NOT_FOUND], container(operation.service).stop({ ...(operation.grace === "none" && { t: 0 }), abortSignal: signal }));
    case "remove":
      return remove(container(operation.service), signal);
  }
};

const remove = async (container: Dockerode.Container, signal: AbortSignal): Promise<void> => {
  try {
    // v: the image's own anonymous volumes go too; ours are named and stay.
    await tolerating([NOT_FOUND], container.remove({ v: true, force: true, abortSignal: signal }));
  } catch (error) {
    // Somebody else's removal is under way, often that of a killed `down`: what needs the name or the volume must wait for it.
    if (statusOf(error) !== CONFLICT) throw error;
    await tolerating([NOT_FOUND], container.wait({ condition: "removed", abortSignal: signal }));
  }
};

type Create = Extract<RuntimeOperation, { kind: "create" }>;

const create = async (docker: Dockerode, instance: Instance, { desired, image }: Create, signal: AbortSignal): Promise<void> => {
  try {
    const made = await docker.createContainer({ ...createOptions(desired, image, instance), abortSignal: signal });
    const { files } = desired.service;
    if (files.length > 0) await made.putArchive(await archiveOf(files), { path: "/", abortSignal: signal });
  } catch (cause) {
    if (statusOf(cause) !== CONFLICT) throw cause;
    const name = containerName(instance, desired.name);
    throw new DevError("NAME_TAKEN", `There is already a container named ${name}, and neotool did not make it`, {
      hint: `Look at it: docker inspect ${name}. If nobody needs it: docker rm -f ${name}`,
      cause,
    });
  }
};
