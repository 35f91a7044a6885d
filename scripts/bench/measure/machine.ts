import { cpus, totalmem } from "node:os";

/** What figures can be compared on: absolute times hold on this machine only. */
export interface Machine {
  readonly cores: number;
  readonly memoryGiB: number;
  readonly engine: string;
  readonly node: string;
  readonly platform: string;
  readonly date: string;
}

export const machineWith = (engine: string): Machine => ({
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  engine,
  node: process.versions.node,
  platform: `${process.platform}/${process.arch}`,
  date: new Date().toISOString().slice(0, 10),
});
