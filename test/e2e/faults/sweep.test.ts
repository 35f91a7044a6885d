import { expect, test } from "vitest";
import { KILLS, sweepFaults, TROUBLES } from "../../support/fault-sweep.ts";
import { jwtKeysInVault, objectInMinio } from "../../support/kept-data.ts";

// The same over all five services, one fault at a time: npm run test:faults.
const WITHIN_MS = 600_000;
const VAULT = { only: ["vault"], containers: ["vault"], data: jwtKeysInVault, lanes: 3 } as const;
const MINIO = { only: ["minio"], containers: ["minio"], data: objectInMinio, lanes: 3 } as const;

test.each([
  ["a first up: the next up converges, and down leaves nothing", { ...VAULT, command: ["up"], from: "nothing", mendedBy: "up" }],
  ["an up on old data: the next up converges, and they are there", { ...MINIO, command: ["up"], from: "data", mendedBy: "up" }],
  ["a second up of what runs: the next up converges, and the keys are the same", { ...VAULT, command: ["up"], from: "running", mendedBy: "up" }],
  ["down: the next up converges, and the data are there", { ...MINIO, command: ["down"], from: "running", mendedBy: "up" }],
  ["down --volumes: the next one leaves nothing", { ...VAULT, command: ["down", "--volumes", "--yes"], from: "running", mendedBy: "down --volumes" }],
  ["restart: the next up converges, and the data are there", { ...MINIO, command: ["restart"], from: "running", mendedBy: "up" }],
] as const)("kill -9 at any call of %s", async (_what, sweep) => {
  const { calls, problems } = await sweepFaults({ ...sweep, faults: KILLS, atLooks: "one fault" });
  expect(problems).toEqual([]);
  expect(calls).toBeGreaterThan(8);
}, WITHIN_MS);

test.each([
  ["up", { ...VAULT, command: ["up"], from: "nothing" }],
  ["a second up", { ...VAULT, command: ["up"], from: "running" }],
  ["down", { ...VAULT, command: ["down"], from: "running" }],
  ["restart", { ...VAULT, command: ["restart"], from: "running" }],
] as const)("a refused, lost, broken or slow answer at any call of %s ends well or clearly, and the next up converges", async (_what, sweep) => {
  const { calls, problems } = await sweepFaults({ ...sweep, mendedBy: "up", faults: TROUBLES, atLooks: "one fault" });
  expect(problems).toEqual([]);
  expect(calls).toBeGreaterThan(8);
}, WITHIN_MS);
