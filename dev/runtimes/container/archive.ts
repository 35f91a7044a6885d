import { buffer, text } from "node:stream/consumers";
import type { ResolvedFile } from "../../planner/desired.ts";

/** Who only might put something into a container does not wait for it. */
const tar = () => import("tar-stream");

/** Files as the archive that the engine unpacks at "/" of a container. */
export const archiveOf = async (files: readonly ResolvedFile[]): Promise<Buffer> => {
  const archive = (await tar()).pack();
  for (const { path, content, owner, mode } of files) archive.entry({ name: path.replace(/^\//, ""), mode, ...owner }, content);
  archive.finalize();
  return await buffer(archive);
};

/** Something that leads to another place of the same container. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

/** Symbolic links as such an archive. One that is there already is put in its place anew. */
export const archiveOfLinks = async (links: readonly Link[]): Promise<Buffer> => {
  const archive = (await tar()).pack();
  for (const { path, target } of links) archive.entry({ name: path.replace(/^\//, ""), type: "symlink", linkname: target, mode: 0o777, uid: 0, gid: 0 });
  archive.finalize();
  return await buffer(archive);
};

/** Text of the only file in an archive of the engine's; `undefined` when it is a folder. */
export const onlyFileOf = async (archive: NodeJS.ReadableStream): Promise<string | undefined> => {
  const unpacking = archive.pipe((await tar()).extract());
  let content: string | undefined;
  for await (const entry of unpacking) {
    if (entry.header.type === "file") content ??= await text(entry);
    else entry.resume();
  }
  return content;
};
