import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import type { Engine } from "../../docker/connect.ts";
import { workFailure } from "./failure.ts";
import { outputOf } from "./frames.ts";
import { startVolumeContainer, type VolumeContainerRequest } from "./volume-container.ts";

export type PartRequest = Pick<VolumeContainerRequest, "instance" | "snapshot" | "image" | "script">;

/** A part of a snapshot as one stream. @throws {DevError} `SNAPSHOT_FAILED` when it ends before its end. */
export async function* packPart(engine: Engine, request: PartRequest, volume: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { stream, remove } = await startVolumeContainer(engine, { ...request, args: ["pack", volume], volumes: [], writes: "volumes" }, signal);
  let complaints = "";
  try {
    yield* outputOf(stream, (text) => (complaints += text));
    if (complaints !== "") throw workFailure([], complaints, await remove());
  } finally {
    await remove();
  }
}

/** Makes a part of a snapshot from such a stream. @throws {DevError} `SNAPSHOT_FAILED`, `DISK_FULL` */
export const unpackPart = async (engine: Engine, request: PartRequest, volume: string, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> => {
  const { stream, remove } = await startVolumeContainer(engine, { ...request, args: ["unpack", volume], volumes: [], writes: "snapshot" }, signal);
  let complaints = "";
  const said = buffer(outputOf(stream, (text) => (complaints += text)));
  let isOver = false;
  const over = said.then(() => void (isOver = true), () => void (isOver = true));
  try {
    for await (const chunk of content) {
      if (isOver) continue; // it ended before its input did, and says why; what is left is only counted
      if (!stream.write(chunk)) await Promise.race([once(stream, "drain").catch(() => over), over]);
    }
    stream.end();
    const words = (await said).toString("utf8").split("\n");
    if (!words.includes("done")) throw workFailure(words, complaints, await remove());
  } finally {
    await remove();
  }
};
