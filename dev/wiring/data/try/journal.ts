import { rm } from "node:fs/promises";
import { DevError } from "../../../errors/dev-error.ts";
import type { InstanceDirectory } from "../../../instance/directory.ts";
import { readIfThere, writeAtomically } from "../../../platform/files.ts";
import { isRecord } from "../../../platform/is-record.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "../../../platform/process-identity.ts";

/** A command that is being tried: by which process, and what brings back what was before it. */
export interface TryJournal {
  readonly owner: ProcessIdentity;
  readonly snapshot: string;
}

const parse = (text: string): TryJournal | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || !isRecord(value.owner) || typeof value.snapshot !== "string") return undefined;
    const { pid, startedAt } = value.owner;
    return typeof pid === "number" && typeof startedAt === "string" ? { owner: { pid, startedAt }, snapshot: value.snapshot } : undefined;
  } catch {
    return undefined;
  }
};

const read = async ({ trying }: InstanceDirectory): Promise<TryJournal | undefined> => parse((await readIfThere(trying)) ?? "");

export const forgetTry = ({ trying }: InstanceDirectory): Promise<void> => rm(trying, { force: true });

/** Written when the snapshot is whole, before the command begins. @throws {DevError} `STATE_UNWRITABLE` */
export const noteTry = async ({ trying }: InstanceDirectory, snapshot: string): Promise<void> => {
  const journal: TryJournal = { owner: await ownIdentity(), snapshot };
  await writeAtomically(trying, `${JSON.stringify(journal)}\n`);
};

/** What is being tried now. */
export const currentTry = async (directory: InstanceDirectory): Promise<TryJournal | undefined> => {
  const journal = await read(directory);
  return journal && (await isAlive(journal.owner)) ? journal : undefined;
};

/** @throws {DevError} `INSTANCE_BUSY` where something is being tried: it could not be told what was changed by which. */
export const refuseSecondTry = async (directory: InstanceDirectory): Promise<void> => {
  const current = await currentTry(directory);
  if (current) throw new DevError("INSTANCE_BUSY", `\`neotool dev try\` (process ${current.owner.pid}) is trying something on this instance already`, { hint: "Wait until it is kept or rolled back. A command that is tried needs no `try` of its own." });
};

/**
 * Says once what a try has left whose process was ended before anything was decided: the data are as its command left them.
 *
 * @param isThere Whether there still is such a snapshot, and it is not being restored.
 */
export const tellCutOffTry = async (directory: InstanceDirectory, isThere: (snapshot: string) => Promise<boolean>, say: (text: string) => void): Promise<void> => {
  const journal = await read(directory);
  if (!journal || (await isAlive(journal.owner))) return;
  if (await isThere(journal.snapshot)) {
    say(`A try was cut off before its changes were kept or rolled back, so they are there. \`neotool dev snapshot diff ${journal.snapshot}\` shows them, \`neotool dev snapshot restore ${journal.snapshot}\` rolls them back`);
  }
  await forgetTry(directory);
};
