import type Dockerode from "dockerode";
import { engineAttach } from "../../docker/attach.ts";
import { ifThere, statusOf } from "../../docker/answered-status.ts";
import { openClient } from "../../docker/client.ts";
import { createContainer } from "../../docker/create-container.ts";
import type { Engine } from "../../docker/connect.ts";
import { engineWait } from "../../docker/http.ts";
import { tolerating } from "../../docker/tolerating.ts";
import { LABEL } from "../../model/labels.ts";
import { snapshotVolumeName, volumeName, type Instance } from "../../model/instance.ts";
import { instanceLabels } from "../container/create-options.ts";
import { asking } from "./asking.ts";

/** A container of its own that has volumes of an instance and one for a snapshot, and runs one program on them. */
export interface VolumeContainerRequest {
  /** Whose the snapshot is. */
  readonly instance: Instance;
  /** Whose the volumes are, and what works on them. @default the snapshot's */
  readonly volumesOf?: Instance;
  readonly snapshot: string;
  /** Any image with bash and GNU's tools. */
  readonly image: string;
  /** The program. */
  readonly script: string;
  readonly args: readonly string[];
  /** By their names in the stack. */
  readonly volumes: readonly string[];
  /** What it may write to; the other it can only read. */
  readonly writes: "snapshot" | "volumes";
  readonly env?: Readonly<Record<string, string>>;
  /** The engine's network that it is in. @default none */
  readonly network?: string;
  /** A container that runs, whose network it gets in place of one of its own, which takes the engine half of its start (ADR 28). Alone where that one has gone. */
  readonly beside?: string | undefined;
  /** Called when all that is left to do is the engine's: its start takes a fifth of a second. */
  starting?(): void;
}

/** It runs, and this is its input, and its output in the engine's frames. */
export interface VolumeContainer {
  readonly stream: NodeJS.ReadWriteStream;
  /** Ends it where it is. Resolves when it is gone, and its volumes may be used again. @returns how it ended; `undefined`: nobody can say any more. */
  remove(): Promise<number | undefined>;
}

const CONFLICT = 409;
const NOT_FOUND = 404;

const createOptions = ({ instance, volumesOf = instance, snapshot, image, script, args, volumes, writes, env = {}, network = "none", beside }: VolumeContainerRequest): Dockerode.ContainerCreateOptions => ({
  Image: image,
  // No name: one that was left behind is in nobody's way.
  Labels: { ...instanceLabels(volumesOf), [LABEL.snapshot]: snapshot },
  User: "0",
  Entrypoint: ["bash", "-c", script, "neotool"], // a file would take a call of the engine's, which mounts all volumes for it
  Cmd: [...args],
  Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
  OpenStdin: true,
  StdinOnce: true, // where we are killed, its input ends, and so does it
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  HostConfig: {
    AutoRemove: true,
    NetworkMode: beside === undefined ? network : `container:${beside}`,
    LogConfig: { Type: "none", Config: {} }, // what it says may be gigabytes
    SecurityOpt: ["no-new-privileges", "label=disable"], // SELinux labels a volume for the service that has it
    Mounts: [
      ...volumes.map((volume) => ({ Type: "volume" as const, Source: volumeName(volumesOf, volume), Target: `/volumes/${volume}`, ReadOnly: writes !== "volumes" })),
      { Type: "volume" as const, Source: snapshotVolumeName(instance, snapshot), Target: "/snapshot", ReadOnly: writes !== "snapshot", VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} } } },
    ],
  },
});

/** Its exit code, once it is gone; `undefined` when it had gone before this was asked. */
const gone = ({ socket }: Engine, { id }: Dockerode.Container): Promise<number | undefined> => ifThere(engineWait(socket, id, "removed"));

const remove = (container: Dockerode.Container, end: Promise<number | undefined>): Promise<number | undefined> =>
  asking("remove what worked on volumes", undefined, async () => {
    // v: the image of Postgres declares a volume that is none of those we mount, and each container gets one of its own for it.
    const [exitCode] = await Promise.all([end, tolerating([NOT_FOUND, CONFLICT], container.remove({ force: true, v: true }))]);
    return exitCode;
  });

/** Resolves when it is gone. */
export const removeVolumeContainer = async (engine: Engine, container: Dockerode.Container): Promise<void> => void (await remove(container, gone(engine, container)));

const start = async (engine: Engine, request: VolumeContainerRequest, signal: AbortSignal): Promise<VolumeContainer> => {
  const docker = await openClient(engine);
  const container = await createContainer(docker, createOptions(request), signal);
  const end = gone(engine, container); // asked first: it may go by itself, and nobody can say afterwards how
  end.catch(() => {}); // whoever removes it is told
  try {
    const stream = await engineAttach(engine.socket, container.id);
    const started = container.start({ abortSignal: signal });
    setImmediate(() => request.starting?.()); // a turn later: what keeps this process busy must not keep the request here
    await started;
    return running(container, stream, end, signal);
  } catch (error) {
    await remove(container, end);
    throw error;
  }
};

/** Starts one. Aborting ends it. @throws {DevError} `SNAPSHOT_FAILED` when the engine cannot. */
export const startVolumeContainer = (engine: Engine, request: VolumeContainerRequest, signal: AbortSignal): Promise<VolumeContainer> =>
  asking("start what works on volumes", signal, async () => {
    try {
      return await start(engine, request, signal);
    } catch (error) {
      const { beside, starting: _called, ...alone } = request;
      const hasGone = beside !== undefined && [NOT_FOUND, CONFLICT].includes(statusOf(error) ?? 0);
      if (!hasGone) throw error;
      return await start(engine, alone, signal);
    }
  });

const running = (container: Dockerode.Container, stream: NodeJS.ReadWriteStream, end: Promise<number | undefined>, signal: AbortSignal): VolumeContainer => {
  const stop = () => void remove(container, end).catch(() => {}); // whoever waits for its output learns that it ended
  signal.addEventListener("abort", stop, { once: true });
  return {
    stream,
    remove: () => {
      signal.removeEventListener("abort", stop);
      stream.end();
      return remove(container, end);
    },
  };
};
