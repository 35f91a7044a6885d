import { interleave, type Arm } from "./measure/interleave.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import type { Peer } from "./peer.ts";
import { otherPeers } from "./peers/others.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, subjectAsPeer } from "./stack/subject.ts";

const timed = async (act: () => Promise<void>): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};

/** One day of a peer: everything from nothing, once more with nothing to do, and away. */
const cycle = ({ name, up, noop, down }: Peer): Arm => ({
  name,
  run: async () => ({ up: await timed(up), noop: await timed(noop), down: await timed(down) }),
});

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("versus", bench);
  const ours = subjectAsPeer(subject);
  const others = await otherPeers(bench);
  const arms = [{ ...cycle(ours), prepare: subject.forget }, ...others.map(cycle)];
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, { up = 0, noop = 0, down = 0 }) =>
    bench.say(`run ${run} of ${bench.runs}: ${arm}: up ${Math.round(up)} ms, again ${Math.round(noop)} ms, down ${Math.round(down)} ms`),
  );
  const against = (what: string, must?: number, stretch?: number) =>
    others.map(({ name, isFloor }) => ratioOf(`${what}: neotool dev / ${name}`, measured.of(ours.name, what), measured.of(name, what), isFloor ? {} : { must, stretch }));
  return {
    measures: arms.flatMap(({ name }) => [
      { name: `${name}: cold up`, samples: measured.of(name, "up") },
      { name: `${name}: up again`, samples: measured.of(name, "noop") },
      { name: `${name}: down with volumes`, samples: measured.of(name, "down") },
    ]),
    figures: [...against("up", 0.6, 0.45), ...against("noop", 0.5), ...against("down", 0.35)],
    notes: [`peers: ${others.map(({ name, version }) => `${name} ${version}`).join(", ")}`],
  };
};

/** G3: the same services from the same images on the same engine, everybody in turn. */
export const versus: Row = { id: "g3", title: "cold up, up again and down, against others", run: measure };
