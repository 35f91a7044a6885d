import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import type { Figure, Report } from "./measure/report.ts";
import { bootstrap, median, slope, type Samples } from "./measure/statistics.ts";
import { bringUp } from "./peers/raw.ts";
import type { Bench, Row } from "./row.ts";
import { belongings, purge } from "./stack/belongings.ts";
import { bringUpHere } from "./stack/in-process.ts";
import { rawStack } from "./stack/raw-stack.ts";
import { stub, stubProject } from "./stack/stubs.ts";
import { choosePorts, makeWorkingCopy } from "./stack/working-copy.ts";

const SIZES = [5, 10, 20, 40] as const;
const OURS = "neotool dev";
const RAW = "raw calls";

/** Both ways to bring up one number of stubs. */
const armsOf = async (size: number, bench: Bench): Promise<readonly Arm[]> => {
  const services = Array.from({ length: size }, (_, index) => stub(`stub-${index + 1}`));
  const ports = await choosePorts(services);
  const ours = stubProject(await makeWorkingCopy(`ours-${size}`, bench), services);
  const raw = stubProject(await makeWorkingCopy(`raw-${size}`, bench), services);
  const stack = await rawStack(raw, services, ports, bench);
  const arm = (name: string, act: () => Promise<void>): Arm => ({
    name: `${name} ${size}`,
    run: async () => {
      const ms = await timeOf(act);
      for (const { instance } of [ours, raw]) await purge(bench.api, await belongings(bench.api, instance));
      return { ms };
    },
  });
  return [
    arm(OURS, () => bringUpHere(ours, ports, bench)),
    arm(RAW, async () => {
      await stack.createNetwork();
      await bringUp(stack, stack.create);
    }),
  ];
};

type Sets = Readonly<Record<string, Samples>>;

const slopeOf = (sets: Sets, name: string): number => slope(SIZES.map((size) => ({ x: size, y: median(sets[`${name} ${size}`] ?? []) })));

const measure = async (bench: Bench): Promise<Report> => {
  const arms = (await Promise.all(SIZES.map((size) => armsOf(size, bench)))).flat();
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, { ms = 0 }) => bench.say(`run ${run} of ${bench.runs}: ${arm} ${Math.round(ms)} ms`));
  const sets = Object.fromEntries(arms.map(({ name }) => [name, measured.of(name)]));
  const perService = (name: string): Figure => ({ name: `${name}: one service more`, unit: "ms", value: slopeOf(sets, name), interval: bootstrap(sets, (drawn) => slopeOf(drawn, name)) });
  const ratio = (drawn: Sets) => slopeOf(drawn, OURS) / slopeOf(drawn, RAW);
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [perService(OURS), perService(RAW), { name: "slope / raw calls", unit: "×", value: ratio(sets), interval: bootstrap(sets, ratio), must: 1.3, stretch: 1.1 }],
  };
};

/** G10: what one service more costs, with services that need nothing themselves. The start of the program is not in it. */
export const slopeOfServices: Row = { id: "g10", title: `up of ${SIZES.join(", ")} stub services against raw parallel calls`, run: measure };
