import { cpus } from "node:os";
import { interleave, type Arm } from "./measure/interleave.ts";
import { parallelCapacity } from "./measure/parallel-capacity.ts";
import type { Figure, Measure, Report } from "./measure/report.ts";
import { bootstrap, median, type Samples } from "./measure/statistics.ts";
import { bringUp } from "./peers/raw.ts";
import type { Bench } from "./row.ts";
import { boundFrom, CAPACITY } from "./stack/bound-from.ts";
import { engineFloor, rawRound, type Temperature } from "./stack/raw-round.ts";
import { rawStack } from "./stack/raw-stack.ts";
import { CORE, makeSubject } from "./stack/subject.ts";
import { makeWorkingCopy } from "./stack/working-copy.ts";

const UP = "up";
const RAW = "raw";

/** `up` against the lower bound of the same services on the same machine, measured in the same run. */
export const upAgainstBound = async (temperature: Temperature, target: Pick<Figure, "must" | "stretch">, bench: Bench, selection = CORE): Promise<Report> => {
  const { signal, runs, say } = bench;
  const subject = await makeSubject(`${temperature}-up`, bench, selection);
  const other = await makeSubject(`${temperature}-raw`, bench, selection);
  const floor = await makeWorkingCopy(`${temperature}-floor`, bench);
  const raw = await rawStack(other.project, other.services, other.ports, bench);
  // Neither may run while the other is measured.
  const clear = async () => Promise.all([subject, other].map((one) => (temperature === "cold" ? one.forget() : one.stopContainers())));
  const arms: readonly Arm[] = [
    { name: UP, prepare: clear, run: async () => ({ ms: (await subject.dev(subject.up)).ms }) },
    { name: RAW, prepare: clear, run: async () => ({ ...(await rawRound(temperature, raw)), ...(await engineFloor(temperature, raw, floor.instance, bench)), [CAPACITY]: await parallelCapacity(signal) }) },
  ];
  if (temperature === "warm") {
    await subject.dev(subject.up);
    await subject.stopContainers();
    await raw.createNetwork();
    await bringUp(raw, raw.create);
  }
  const measured = await interleave(arms, runs, signal, (arm, run, { ms }) => say(`run ${run} of ${runs}: ${arm}${ms === undefined ? "" : ` ${Math.round(ms)} ms`}`));
  const samples = Object.fromEntries(measured.names(RAW).map((name) => [name, measured.of(RAW, name)]));
  return reportOf(temperature, measured.of(UP), samples, (drawn) => boundFrom(raw, drawn), target);
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

const reportOf = (temperature: Temperature, up: Samples, raw: Readonly<Record<string, Samples>>, boundOf: (raw: Readonly<Record<string, Samples>>) => ReturnType<typeof boundFrom>, target: Pick<Figure, "must" | "stretch">): Report => {
  const bound = boundOf(raw);
  const measures: readonly Measure[] = [
    { name: `${temperature} up`, samples: up },
    ...Object.entries(raw).filter(([name]) => !name.endsWith(".started")).map(([name, samples]): Measure => (name === CAPACITY ? { name: "work of all processors / of one", unit: "×", samples } : { name: `raw ${name}`, samples })),
  ];
  const ratio: Figure = {
    name: `${temperature} up / lower bound`,
    unit: "×",
    value: median(up) / bound.ms,
    interval: bootstrap({ ...raw, [UP]: up }, (drawn) => median(drawn[UP] ?? []) / boundOf(drawn).ms),
    ...target,
  };
  const path = bound.criticalPath.toReversed().join(" ← ");
  return {
    measures,
    figures: [ratio, { name: "overhead", unit: "ms", value: median(up) - bound.ms, interval: null }],
    notes: [
      `up ${seconds(median(up))} = ${ratio.value.toFixed(2)} × bound (${seconds(bound.ms)}: the ${bound.binds} binds)\n` +
        `critical path ${seconds(bound.criticalPathMs)}: ${path}; CPU ${seconds(bound.cpuMs)} on ${cpus().length} cores, which do ${median(raw[CAPACITY] ?? []).toFixed(2)} times the work of one; engine ${seconds(bound.engineMs)}`,
    ],
  };
};
