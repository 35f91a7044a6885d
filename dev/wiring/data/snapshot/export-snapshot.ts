import { stat } from "node:fs/promises";
import { writeExport } from "../../../data/snapshot/export-file.ts";
import { EXPORT_VERSION, type ExportedStream, type ExportManifest } from "../../../data/snapshot/export-manifest.ts";
import type { Observed } from "../../../planner/observed.ts";
import { packPart } from "../../../runtimes/volumes/part-streams.ts";
import { openWorker } from "../../../runtimes/volumes/worker.ts";
import type { Connection } from "../../connection.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import { VAULT_PART, WORKER_SCRIPT } from "./copy-volumes.ts";
import { toolsImage } from "./subject.ts";
import { wholeSnapshot } from "./whole-snapshot.ts";

export interface Exported {
  readonly manifest: ExportManifest;
  /** Of the file. */
  readonly bytes: number;
}

/** `sum <name> <bytes> <sha256>` */
const streamsIn = (said: readonly string[]): readonly ExportedStream[] =>
  said.flatMap((line) => {
    const [word, name = "", bytes, sha256 = ""] = line.split(" ");
    return word === "sum" ? [{ name, bytes: Number(bytes), sha256 }] : [];
  });

/**
 * Makes one file of a snapshot. Its manifest, with the SHA-256 of every part, stands first: so parts are read twice.
 *
 * @param file Absolute. Must not be there.
 * @throws {DevError} `SNAPSHOT_UNKNOWN`, `SNAPSHOT_FAILED`, `STATE_UNWRITABLE`: no file is left then.
 */
export const exportSnapshot = async (project: Project, connection: Connection, observed: Observed, name: string, file: string, signal: AbortSignal): Promise<Exported> => {
  const { engine } = connection;
  const snapshot = await wholeSnapshot(project, engine, name, signal);
  const request = { instance: project.instance, snapshot: name, image: await toolsImage(project, connection, observed, signal), script: source(WORKER_SCRIPT) };
  const names = [...snapshot.parts.map(({ volume }) => volume), ...(snapshot.secrets === null ? [] : [VAULT_PART])];
  const sums = async (): Promise<readonly string[]> => {
    await using worker = await openWorker(engine, { ...request, task: "sums", volumes: [], args: names }, signal);
    return await worker.until("done");
  };
  const manifest: ExportManifest = { neotoolSnapshot: EXPORT_VERSION, snapshot, streams: streamsIn(await sums()) };
  await writeExport(file, manifest, async (part) => packPart(engine, request, part, signal), signal);
  return { manifest, bytes: (await stat(file)).size };
};
