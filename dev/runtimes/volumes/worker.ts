import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import type Dockerode from "dockerode";
import { openClient, statusOf } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import { tolerating } from "../../docker/tolerating.ts";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { LABEL } from "../../model/labels.ts";
import { snapshotVolumeName, volumeName, type Instance } from "../../model/instance.ts";
import { archiveOf, onlyFileOf } from "../container/archive.ts";
import { instanceLabels } from "../container/create-options.ts";

/** A program in a container of its own that has volumes of an instance, and one for a snapshot. */
export interface VolumeWorker extends AsyncDisposable {
  /**
   * What it says until it says this word, which comes last.
   *
   * @throws {DevError} `DISK_FULL`, `SNAPSHOT_FAILED` when it ends before.
   */
  until(word: string): Promise<readonly string[]>;
  /** It goes on. */
  say(word: string): void;
  /** Puts a file that is for nobody's eyes beside what it has saved. */
  keep(name: string, content: string): Promise<void>;
  /** Such a file; `undefined` when there is none. */
  kept(name: string): Promise<string | undefined>;
}

export interface WorkerRequest {
  readonly instance: Instance;
  readonly snapshot: string;
  /** Any image with bash and GNU's tools. */
  readonly image: string;
  /** The program. */
  readonly script: string;
  readonly task: "save" | "restore" | "resume" | "undo" | "look";
  /** By their names in the stack. */
  readonly volumes: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const SCRIPT = "/etc/neotool/worker.sh";
const CONFLICT = 409;
const NOT_FOUND = 404;
const SNAPSHOT = "/snapshot";
const MOST_LINES = 12;

const createOptions = ({ instance, snapshot, image, task, volumes, env = {} }: WorkerRequest): Dockerode.ContainerCreateOptions => {
  const saves = task === "save";
  return {
    Image: image,
    // No name: one that was left behind is in nobody's way.
    Labels: { ...instanceLabels(instance), [LABEL.snapshot]: snapshot },
    User: "0",
    Entrypoint: ["bash", SCRIPT],
    Cmd: [task, ...volumes],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    OpenStdin: true,
    StdinOnce: true, // where we are killed, its input ends, and so does it
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: "none",
      SecurityOpt: ["no-new-privileges", "label=disable"], // SELinux labels a volume for the service that has it
      Mounts: [
        ...volumes.map((volume) => ({ Type: "volume" as const, Source: volumeName(instance, volume), Target: `/volumes/${volume}`, ReadOnly: saves })),
        { Type: "volume" as const, Source: snapshotVolumeName(instance, snapshot), Target: SNAPSHOT, ReadOnly: !saves, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "local", Options: {} } } },
      ],
    },
  };
};

/** Starts it. @throws {DevError} `SNAPSHOT_FAILED` when the engine cannot. */
export const openWorker = async (engine: Engine, request: WorkerRequest, signal: AbortSignal): Promise<VolumeWorker> => {
  try {
    const docker = await openClient(engine);
    const container = await docker.createContainer({ ...createOptions(request), abortSignal: signal });
    const file = { path: SCRIPT, content: request.script, owner: { uid: 0, gid: 0 }, mode: 0o500 };
    await container.putArchive(await archiveOf([file]), { path: "/", abortSignal: signal });
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    docker.modem.demuxStream(stream, stdout, stderr);
    stream.on("end", () => void [stdout.end(), stderr.end()]);
    stream.on("error", () => void [stdout.end(), stderr.end()]);
    await container.start({ abortSignal: signal });
    const stop = () => void removeWorker(container).catch(() => {}); // whoever waits for a word of it learns that it ended
    signal.addEventListener("abort", stop, { once: true });
    return {
      ...talk(stdout, stderr, (word) => stream.write(`${word}\n`), signal),
      keep: async (name, content) => {
        await container.putArchive(await archiveOf([{ path: name, content, owner: { uid: 0, gid: 0 }, mode: 0o600 }]), { path: SNAPSHOT, abortSignal: signal });
      },
      kept: async (name) => {
        try {
          return await onlyFileOf(await container.getArchive({ path: `${SNAPSHOT}/${name}`, abortSignal: signal }));
        } catch (error) {
          if (statusOf(error) === NOT_FOUND) return undefined;
          throw error;
        }
      },
      [Symbol.asyncDispose]: async () => {
        signal.removeEventListener("abort", stop);
        stream.end();
        await removeWorker(container);
      },
    };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw cause instanceof DevError ? cause : new DevError("SNAPSHOT_FAILED", `What works on volumes could not be started: ${rootMessage(cause)}`, { hint: "neotool dev doctor looks at the engine.", cause });
  }
};

const talk = (stdout: PassThrough, stderr: PassThrough, write: (word: string) => void, signal: AbortSignal): Pick<VolumeWorker, "until" | "say"> => {
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const complaints: string[] = [];
  createInterface({ input: stderr }).on("line", (line) => void complaints.push(line));
  return {
    say: write,
    until: async (word) => {
      const said: string[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) {
          signal.throwIfAborted();
          throw failure(said, complaints);
        }
        said.push(value);
        if (value.split(" ")[0] === word) return said;
      }
    },
  };
};

const failure = (said: readonly string[], complaints: readonly string[]): DevError => {
  const evidence = complaints.slice(0, MOST_LINES);
  if (said.includes("full")) return new DevError("DISK_FULL", "The engine's disk is full", { hint: "Free some space: neotool dev snapshot list shows what snapshots take, neotool dev snapshot rm removes one.", evidence });
  return new DevError("SNAPSHOT_FAILED", "What works on volumes ended before it was done", { hint: "Run the same command again; neotool dev doctor looks at the engine.", evidence });
};

/** Resolves when it is gone: its volumes may be used again. */
const removeWorker = async (container: Dockerode.Container): Promise<void> => {
  // Asked first: it may go by itself in between.
  const gone = tolerating([NOT_FOUND], container.wait({ condition: "removed" }));
  await Promise.all([gone, tolerating([NOT_FOUND, CONFLICT], container.remove({ force: true }))]);
};

/** Ends what a killed command has left at work on an instance's volumes. */
export const removeWorkers = async (engine: Engine, instance: Instance, signal: AbortSignal): Promise<void> => {
  const docker = await openClient(engine);
  const left = await docker.listContainers({ all: true, filters: { label: [`${LABEL.instance}=${instance.id}`, LABEL.snapshot] }, abortSignal: signal });
  await Promise.all(left.map(({ Id }) => removeWorker(docker.getContainer(Id))));
};
