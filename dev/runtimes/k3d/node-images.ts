import type { Duplex, Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type Dockerode from "dockerode";
import { engineStream } from "../../docker/http.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { FoundImage } from "../../images/present.ts";
import { collecting, execCaptured } from "../container/exec.ts";

interface NodeImage {
  /** Of the image's configuration: what an engine calls the image's id, too. */
  readonly id: string;
  readonly repoTags: readonly string[];
}

const list = async (docker: Dockerode, node: string, signal: AbortSignal): Promise<readonly NodeImage[]> => {
  const { exitCode, stdout, stderr } = await execCaptured(docker, node, { command: ["crictl", "images", "--output", "json"] }, signal);
  if (exitCode !== 0) throw new DevError("CLUSTER_FAILED", "The node does not say which images it has", { hint: "neotool dev doctor looks at the cluster.", evidence: stderr.split("\n").slice(-5) });
  const { images }: { images: readonly NodeImage[] } = JSON.parse(stdout);
  return images;
};

/** `postgres:18.1` is `docker.io/library/postgres:18.1` in a node. */
export const nameInNode = (reference: string): string => {
  const [first = "", ...rest] = reference.split("/");
  if (rest.length === 0) return `docker.io/library/${reference}`;
  return /[.:]|^localhost$/.test(first) ? reference : `docker.io/${reference}`;
};

/** An image by its name in the engine. */
type Wanted = Pick<FoundImage, "id" | "reference">;

const has = (images: readonly NodeImage[], { id, reference }: Wanted): boolean => images.some((image) => image.id === id && image.repoTags.includes(nameInNode(reference)));

/**
 * Brings an image from the engine into the node, where it is not there yet, and sees that it is there: k3d's own import
 * says that it was successful when it was not (k3d-io/k3d#1538).
 *
 * @throws {DevError} `IMAGE_UNAVAILABLE` with what the node said.
 */
export const importImage = async (docker: Dockerode, socket: string, node: string, image: Wanted, signal: AbortSignal): Promise<void> => {
  if (has(await list(docker, node, signal), image)) return;
  const said = await load(docker, socket, node, image.reference, signal);
  if (has(await list(docker, node, signal), image)) return;
  throw new DevError("IMAGE_UNAVAILABLE", `${image.reference} could not be brought into the cluster's node`, {
    hint: "See whether the node's disk is full: neotool dev doctor. An image of several platforms needs Engine 28 or later to be exported for one.",
    evidence: said.split("\n").filter((line) => line.trim() !== "").slice(-10),
  });
};

const load = async (docker: Dockerode, socket: string, node: string, reference: string, signal: AbortSignal): Promise<string> => {
  const exec = await docker.getContainer(node).exec({ Cmd: ["ctr", "--namespace", "k8s.io", "images", "import", "-"], AttachStdin: true, AttachStdout: true, AttachStderr: true, abortSignal: signal });
  const stream = await exec.start({ hijack: true, stdin: true, abortSignal: signal });
  const { sink, text } = collecting();
  docker.modem.demuxStream(stream, sink, sink);
  const archive = await engineStream(socket, `/images/${encodeURIComponent(reference)}/get`, signal);
  await feed(archive, stream, signal);
  return text();
};

/** Gives a program its input, until it has said all it has to say. It may end before it has read the last of it: what nobody reads any more would keep this process alive. */
export const feed = async (input: Readable, program: Duplex, signal: AbortSignal): Promise<void> => {
  try {
    input.pipe(program);
    await finished(program, { writable: false, signal });
  } finally {
    input.destroy();
    program.destroy();
  }
};
