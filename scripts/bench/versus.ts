import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import type { Peer } from "./peer.ts";
import { dockerCompose, rawCalls } from "./peers/others.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, subjectAsPeer } from "./stack/subject.ts";

const COLD = "cold up";
const AGAIN = "up with nothing to do";
const WARM = "warm up";
const DOWN = "down with volumes";

/** One day of a peer: everything from nothing, again with nothing to do, again after a restart of the machine, and away. */
const day = ({ name, up, noop, stop, down }: Peer): Arm => ({
  name,
  run: async () => {
    const [cold, again] = [await timeOf(up), await timeOf(noop)];
    await stop();
    return { [COLD]: cold, [AGAIN]: again, [WARM]: await timeOf(up), [DOWN]: await timeOf(down) };
  },
});

const told = (measured: Readonly<Record<string, number>>): string => Object.entries(measured).map(([what, ms]) => `${what} ${Math.round(ms)} ms`).join(", ");

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("versus", bench);
  const ours = subjectAsPeer(subject);
  const fair = await dockerCompose("best fair", bench);
  const shipped = await dockerCompose("as shipped", bench);
  const floor = await rawCalls(bench);
  const others = [fair, shipped, floor];
  const arms: readonly Arm[] = [{ ...day(ours), prepare: subject.forget }, ...others.map(day)];
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, all) => bench.say(`run ${run} of ${bench.runs}: ${arm}: ${told(all)}`));
  const against = (what: string, { name }: Peer, must?: number, stretch?: number) =>
    ratioOf(`${what}: neotool dev / ${name}`, measured.of(ours.name, what), measured.of(name, what), { must, stretch });
  return {
    measures: [COLD, WARM, AGAIN, DOWN].flatMap((what) => arms.map(({ name }) => ({ name: `${what}: ${name}`, samples: measured.of(name, what) }))),
    figures: [
      ...[COLD, WARM].flatMap((what) => [against(what, fair, 0.6, 0.45), against(what, shipped, 0.2, 0.1), against(what, floor)]),
      ...[AGAIN, DOWN].flatMap((what) => [against(what, fair, 0.5), against(what, floor)]),
    ],
    notes: [`docker compose ${fair.version}; raw calls: the same containers by nothing but calls of the engine, in a process that already runs.`],
  };
};

/** G3: the same services from the same images on the same engine, everybody in turn. */
export const versus: Row = { id: "g3", title: "cold up, warm up, nothing to do, down: against Docker Compose", run: measure };
