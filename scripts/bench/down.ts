import { lockedImage } from "../../dev/images/lock.ts";
import { presentImage } from "../../dev/images/present.ts";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import { stubCompose } from "./peers/stub-compose.ts";
import type { Bench, Row } from "./row.ts";
import { bringUpHere } from "./stack/in-process.ts";
import { rawStack } from "./stack/raw-stack.ts";
import { STUB_IMAGE, stub, stubProject } from "./stack/stubs.ts";
import { PROGRAM } from "./stack/subject.ts";
import { choosePorts, makeWorkingCopy } from "./stack/working-copy.ts";

const SERVICES = 13;
const DEAF = 3;

const measure = async (bench: Bench): Promise<Report> => {
  const { engine, signal, runs, say } = bench;
  const services = Array.from({ length: SERVICES }, (_, index) => (index < DEAF ? stub(`deaf-${index + 1}`, "ignores TERM") : stub(`stub-${index + 1}`)));
  const project = stubProject(await makeWorkingCopy("down", bench), services);
  const ports = await choosePorts(services);
  const { containers } = await rawStack(project, services, ports, bench);
  const image = await presentImage(engine.socket, lockedImage(STUB_IMAGE));
  const compose = await stubCompose(containers, image?.reference ?? STUB_IMAGE, bench);
  const cwd = project.instance.workingCopy;
  const ours = (...more: readonly string[]): Arm => ({
    name: ["neotool dev down", ...more].join(" "),
    prepare: () => bringUpHere(project, ports, bench),
    run: async () => ({ ms: (await run(process.execPath, [PROGRAM, "dev", "down", ...more], { cwd, signal })).ms }),
  });
  const theirs = (...more: readonly string[]): Arm => ({ name: ["docker compose down", ...more].join(" "), prepare: compose.up, run: async () => ({ ms: await timeOf(() => compose.down(...more)) }) });
  const pairs = [[ours(), theirs()], [ours("--volumes", "--yes"), theirs("--volumes")]] as const;
  const measured = await interleave(pairs.flat(), runs, signal, (arm, number, { ms = 0 }) => say(`run ${number} of ${runs}: ${arm} ${Math.round(ms)} ms`));
  return {
    measures: pairs.flat().map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: pairs.map(([one, other]) => ratioOf(`${one.name} / ${other.name}`, measured.of(one.name), measured.of(other.name), { must: 0.35 })),
    notes: [`docker compose ${compose.version}, with its default grace of 10 s; ours, for what has no volume, is 2 s`],
  };
};

/** G17: what does not listen to TERM may not hold up the rest. */
export const downAll: Row = { id: "g17", title: `down of ${SERVICES} services of which ${DEAF} ignore TERM`, run: measure };
