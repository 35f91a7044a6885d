import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { openClient } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import { engineGet, labelFilter } from "../../docker/http.ts";
import { LABEL } from "../../model/labels.ts";
import type { Instance } from "../../model/instance.ts";
import { workFailure } from "./failure.ts";
import { outputOf } from "./frames.ts";
import { removeVolumeContainer, startVolumeContainer, type VolumeContainer, type VolumeContainerRequest } from "./volume-container.ts";

/** A program that works on volumes, says what is done, and waits for the word to go on. */
export interface VolumeWorker extends AsyncDisposable {
  /**
   * What it says until it says this word, which comes last.
   *
   * @throws {DevError} `DISK_FULL`, `SNAPSHOT_FAILED` when it ends before.
   */
  until(word: string): Promise<readonly string[]>;
  /** It goes on. */
  say(word: string): void;
  /** Puts a file that is for nobody's eyes beside what it has saved. Only between its words `frozen` and ours, `finish`. */
  keep(name: string, content: string): void;
  /** Such a file; `undefined` when there is none. Only while it waits for a word of ours. */
  kept(name: string): Promise<string | undefined>;
}

export interface WorkerRequest extends Omit<VolumeContainerRequest, "args" | "writes"> {
  readonly task: "save" | "restore" | "resume" | "empty" | "undo" | "look" | "sums" | "fill";
  /** What it works on. @default the volumes */
  readonly args?: readonly string[];
}

/** Starts it. @throws {DevError} `SNAPSHOT_FAILED` when the engine cannot. */
export const openWorker = async (engine: Engine, { task, args, ...request }: WorkerRequest, signal: AbortSignal): Promise<VolumeWorker> => {
  const started = await startVolumeContainer(engine, { ...request, args: [task, ...(args ?? request.volumes)], writes: task === "save" ? "snapshot" : "volumes" }, signal);
  return { ...talk(started, signal), [Symbol.asyncDispose]: async () => void (await started.remove()) };
};

const talk = ({ stream, remove }: VolumeContainer, signal: AbortSignal): Omit<VolumeWorker, typeof Symbol.asyncDispose> => {
  let complaints = "";
  const output = Readable.from(outputOf(stream, (text) => (complaints += text)));
  output.on("error", () => {}); // the connection was cut: its lines end
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const say = (word: string) => void stream.write(`${word}\n`);
  const until = async (word: string): Promise<readonly string[]> => {
    const said: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) {
        signal.throwIfAborted();
        throw workFailure(said, complaints, await remove());
      }
      said.push(value);
      if (value.split(" ")[0] === word) return said;
    }
  };
  return {
    say,
    until,
    keep: (name, content) => void stream.write(`keep ${name} ${Buffer.byteLength(content)}\n${content}`),
    kept: async (name) => {
      say(`tell ${name}`);
      const [, encoded] = (await until("told")).at(-1)?.split(" ") ?? [];
      return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8");
    },
  };
};

/** Ends what a killed command has left at work on an instance's volumes; also what the engine has made for one only after it was dead. */
export const removeWorkers = async (engine: Engine, { id }: Instance, signal: AbortSignal): Promise<void> => {
  const left = await engineGet<readonly { readonly Id: string }[]>(engine.socket, `/containers/json?all=1&${labelFilter(`${LABEL.instance}=${id}`, LABEL.snapshot)}`, undefined, signal);
  if (left.length === 0) return;
  const docker = await openClient(engine);
  await Promise.all(left.map(({ Id }) => removeVolumeContainer(engine, docker.getContainer(Id))));
};
