import { buffer, text } from "node:stream/consumers";
import { extract, pack } from "tar-stream";
import type { ResolvedFile } from "../../planner/desired.ts";

/** Files as the archive that the engine unpacks at "/" of a container. */
export const archiveOf = (files: readonly ResolvedFile[]): Promise<Buffer> => {
  const archive = pack();
  for (const { path, content, owner, mode } of files) archive.entry({ name: path.replace(/^\//, ""), mode, ...owner }, content);
  archive.finalize();
  return buffer(archive);
};

/** Something that leads to another place of the same container. */
export interface Link {
  readonly path: string;
  readonly target: string;
}

/** Symbolic links as such an archive. One that is there already is put in its place anew. */
export const archiveOfLinks = (links: readonly Link[]): Promise<Buffer> => {
  const archive = pack();
  for (const { path, target } of links) archive.entry({ name: path.replace(/^\//, ""), type: "symlink", linkname: target, mode: 0o777, uid: 0, gid: 0 });
  archive.finalize();
  return buffer(archive);
};

/** Text of the only file in an archive of the engine's; `undefined` when it is a folder. */
export const onlyFileOf = async (archive: NodeJS.ReadableStream): Promise<string | undefined> => {
  const unpacking = archive.pipe(extract());
  let content: string | undefined;
  for await (const entry of unpacking) {
    if (entry.header.type === "file") content ??= await text(entry);
    else entry.resume();
  }
  return content;
};
