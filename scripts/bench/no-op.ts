import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { figureOf, ratioOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import { dockerCompose, rawCalls } from "./peers/others.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, subjectAsPeer } from "./stack/subject.ts";

const NODE = "bare node";

const measure = async (bench: Bench): Promise<Report> => {
  const ours = subjectAsPeer(await makeSubject("no-op", bench));
  const others = [await dockerCompose("best fair", bench), await rawCalls(bench)];
  for (const peer of [ours, ...others]) await peer.up();
  const bare: Arm = { name: NODE, run: async () => ({ ms: (await run(process.execPath, ["-e", "0"], { signal: bench.signal })).ms }) };
  const arms = [ours, ...others].map(({ name, noop }): Arm => ({ name, run: async () => ({ ms: await timeOf(noop) }) }));
  const measured = await interleave([...arms, bare], bench.runs, bench.signal);
  return {
    measures: [...arms, bare].map(({ name }) => ({ name: name === NODE ? name : `${name}: up, nothing to do`, samples: measured.of(name) })),
    figures: [
      figureOf("no-op up", measured.of(ours.name), median, { must: 250, stretch: 150 }),
      ratioOf("no-op up / bare node", measured.of(ours.name), measured.of(NODE)),
      ...others.map(({ name, isFloor }) => ratioOf(`no-op up / ${name}`, measured.of(ours.name), measured.of(name), isFloor ? {} : { must: 0.5 })),
    ],
  };
};

/** G4: everything is up and healthy. Includes the start of the program. */
export const noOp: Row = { id: "g4", title: "up with nothing to do", runs: 20, run: measure };
