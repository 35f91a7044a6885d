import { interleave, type Arm } from "./measure/interleave.ts";
import { figureOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import { run } from "./measure/program.ts";
import type { Bench, Row } from "./row.ts";
import { belongings, purge } from "./stack/belongings.ts";
import { bringUpHere } from "./stack/in-process.ts";
import { PROGRAM } from "./stack/subject.ts";
import { stub, stubProject } from "./stack/stubs.ts";
import { choosePorts, makeWorkingCopy } from "./stack/working-copy.ts";

const SERVICES = 13;
const DEAF = 3;

const measure = async (bench: Bench): Promise<Report> => {
  const services = Array.from({ length: SERVICES }, (_, index) => (index < DEAF ? stub(`deaf-${index + 1}`, "ignores TERM") : stub(`stub-${index + 1}`)));
  const project = stubProject(await makeWorkingCopy("down", bench), services);
  const ports = await choosePorts(services);
  const cwd = project.instance.workingCopy;
  const down = (...more: readonly string[]): Arm => ({
    name: ["neotool dev down", ...more].join(" "),
    prepare: async () => {
      await purge(bench.api, await belongings(bench.api, project.instance));
      await bringUpHere(project, ports, bench);
    },
    run: async () => ({ ms: (await run(process.execPath, [PROGRAM, "dev", "down", ...more], { cwd, signal: bench.signal })).ms }),
  });
  const arms = [down(), down("--volumes", "--yes")];
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run_, { ms = 0 }) => bench.say(`run ${run_} of ${bench.runs}: ${arm} ${Math.round(ms)} ms`));
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: arms.map(({ name }) => figureOf(name, measured.of(name), median, { must: 3_500, stretch: 2_000 })),
  };
};

/** G17: what does not listen to TERM may not hold up the rest. */
export const downAll: Row = { id: "g17", title: `down of ${SERVICES} services of which ${DEAF} ignore TERM`, run: measure };
