import { expect, test } from "vitest";
import { KILLS, sweepFaults, TROUBLES, type Sweep, type SweepReport } from "../support/fault-sweep.ts";
import { all, jwtKeysInVault, objectInMinio, rowInPostgres } from "../support/kept-data.ts";

/** `NEOTOOL_FAULTS_EACH=20`: a look of some minutes before the whole. */
const EACH = Number(process.env.NEOTOOL_FAULTS_EACH ?? 1);
const CORE = { each: EACH, only: [], containers: ["kafka", "minio", "pgbouncer", "postgres", "vault"], data: all(rowInPostgres, objectInMinio, jwtKeysInVault), lanes: 1, report: console.log } as const;

/** Nobody believes a sweep that does not say how much it swept. */
const told = async (what: string, sweep: Omit<Sweep, keyof typeof CORE>): Promise<SweepReport> => {
  const report = await sweepFaults({ ...CORE, ...sweep });
  console.log(`${what}: ${report.runs} faults at ${report.calls} calls, ${report.problems.length} problems`);
  return report;
};

test("kill -9 at any call of a first up of the core: the next up converges, and down leaves nothing", async () => {
  const { problems } = await told("up, killed", { command: ["up"], from: "nothing", mendedBy: "up", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test("kill -9 at any call of a second up of the core: the next up converges, and the data are there", async () => {
  const { problems } = await told("second up, killed", { command: ["up"], from: "running", mendedBy: "up", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test("kill -9 at any call of a restart of the core: the next up converges, and the data are there", async () => {
  const { problems } = await told("restart, killed", { command: ["restart"], from: "running", mendedBy: "up", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test("kill -9 at any call of down: the next up converges, and the data are there", async () => {
  const { problems } = await told("down, killed", { command: ["down"], from: "running", mendedBy: "up", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test("kill -9 at any call of down --volumes: the next one leaves nothing", async () => {
  const { problems } = await told("down --volumes, killed", { command: ["down", "--volumes", "--yes"], from: "running", mendedBy: "down --volumes", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test("kill -9 at any call of an up on old data: the next up converges, and the data are there", async () => {
  const { problems } = await told("up on old data, killed", { command: ["up"], from: "data", mendedBy: "up", faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
});

test.each([
  ["up", { command: ["up"], from: "nothing" }],
  ["a second up", { command: ["up"], from: "running" }],
  ["restart", { command: ["restart"], from: "running" }],
  ["down", { command: ["down"], from: "running" }],
] as const)("a refused, lost, broken or slow answer at any call of %s of the core ends well or clearly, and the next up converges", async (what, sweep) => {
  const { problems } = await told(`${what}, disturbed`, { ...sweep, mendedBy: "up", faults: TROUBLES, atLooks: "every fault" });
  expect(problems).toEqual([]);
});
