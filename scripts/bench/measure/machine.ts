import { cpus, totalmem } from "node:os";
import { hasJournal } from "../../../dev/platform/journal.ts";

/** What figures can be compared on: absolute times hold on this machine only. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly engine: string;
  readonly node: string;
  readonly platform: string;
  readonly date: string;
  /** Whether the ext4 of the engine writes a journal: without one, making files is many times slower, and everything is that makes some; `null`: it is no ext4 of this machine. */
  readonly hasJournal: boolean | null;
}

/** @param dataRoot The engine's folder. */
export const machineWith = async (engine: string, dataRoot: string): Promise<Machine> => ({
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  engine,
  node: process.versions.node,
  platform: `${process.platform}/${process.arch}`,
  date: new Date().toISOString().slice(0, 10),
  hasJournal: (await hasJournal(dataRoot)) ?? null,
});
