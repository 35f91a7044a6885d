import { rm } from "node:fs/promises";
import { parseJournal, type SnapshotJournal } from "../../../data/snapshot/journal.ts";
import type { InstanceDirectory } from "../../../instance/directory.ts";
import { readIfThere, writeAtomically } from "../../../platform/files.ts";

/** @throws {DevError} `STATE_UNWRITABLE` */
export const writeJournal = ({ snapshotJournal }: InstanceDirectory, journal: SnapshotJournal): Promise<void> => writeAtomically(snapshotJournal, `${JSON.stringify(journal)}\n`);

export const clearJournal = ({ snapshotJournal }: InstanceDirectory): Promise<void> => rm(snapshotJournal, { force: true });

/** What somebody has begun and not ended. */
export const readJournal = async ({ snapshotJournal }: InstanceDirectory): Promise<SnapshotJournal | undefined> => parseJournal((await readIfThere(snapshotJournal)) ?? "");
