import { makeInstanceDirectory } from "../../../instance/directory.ts";
import { lockInstance } from "../../../instance/lock.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import { removeWorkers } from "../../../runtimes/volumes/worker.ts";
import { connect, type Connection } from "../../connection.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { finishRestore, startServices, type RestoreTools } from "./finish-restore.ts";
import { clearJournal } from "./journal.ts";
import { settleSnapshots } from "./unfinished.ts";

export interface SnapshotTools extends RestoreTools {
  say(text: string): void;
}

/**
 * Does something with an instance's snapshots, alone, and after what a killed command has left was ended.
 *
 * @throws {DevError} `INSTANCE_BUSY`, one of the `ENGINE_*` codes, and whatever it throws.
 */
export const withSnapshots = async <T>(project: Project, surroundings: Surroundings, purpose: string, tools: SnapshotTools, interrupt: Interrupt, use: (connection: Connection) => Promise<T>): Promise<T> => {
  const connection = await connect(project, surroundings, interrupt.soft);
  await makeInstanceDirectory(project.directory);
  await using _lock = await lockInstance(project.directory, purpose);
  await removeWorkers(connection.engine, project.instance, interrupt.soft);
  const unfinished = await settleSnapshots(project, connection, tools.say);
  if (unfinished?.rest) {
    const { ok, errors } = await finishRestore(project, surroundings, connection, unfinished.rest, tools, interrupt);
    if (!ok) throw errors[0] ?? interrupt.soft.reason;
  } else if (unfinished) {
    await startServices(project, surroundings, connection, unfinished, tools, interrupt);
    await clearJournal(project.directory);
  }
  return await use(connection);
};
