import { setTimeout as sleep } from "node:timers/promises";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { ratioOf, figureOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import { dockerCompose } from "./peers/others.ts";
import type { Bench, Row } from "./row.ts";
import { everythingHere, leftOut } from "./stack/everything-here.ts";
import { makeSubject } from "./stack/subject.ts";

const ALL = "reset";
const UNDOABLE = "reset, with the snapshot that undoes it";
const POSTGRES = "reset of postgres";
const RESTORE = "snapshot restore";
const SAVE = "snapshot save";
const COMPOSE = "docker compose down -v and up --wait";

/** What services still do with what was written, or with their start, is nobody's reset. */
const SETTLED_MS = 1_000;

const measure = async (bench: Bench): Promise<Report> => {
  const here = await everythingHere(bench);
  const subject = await makeSubject("reset", bench, here);
  const compose = await dockerCompose("best fair", bench, "export default {};", here.without);
  await subject.dev(subject.up);
  await subject.dev(["snapshot", "save", "empty"]);
  await compose.up();
  const settled = () => sleep(SETTLED_MS);
  const seed = async () => {
    await subject.dev(["seed", "demo"]);
    await settled();
  };
  const ours = (name: string, ...args: readonly string[]): Arm => ({ name, prepare: seed, run: async () => ({ ms: await timeOf(() => subject.dev(args)) }) });
  let taken = 0;
  const arms: readonly Arm[] = [
    ours(ALL, "reset", "--yes", "--no-snapshot"),
    ours(UNDOABLE, "reset", "--yes"),
    ours(POSTGRES, "reset", "--only", "postgres", "--yes", "--no-snapshot"),
    ours(RESTORE, "snapshot", "restore", "empty", "--yes"),
    { name: SAVE, prepare: seed, run: async () => ({ ms: await timeOf(() => subject.dev(["snapshot", "save", `bench-${(taken += 1)}`])) }) },
    { name: COMPOSE, prepare: settled, run: async () => ({ ms: await timeOf(async () => { await compose.down(); await compose.up(); }) }) },
  ];
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, { ms = 0 }) => bench.say(`run ${run} of ${bench.runs}: ${arm} ${Math.round(ms)} ms`));
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [
      ratioOf(`${ALL} / ${COMPOSE}`, measured.of(ALL), measured.of(COMPOSE), { must: 0.2, stretch: 0.1 }),
      ratioOf(`${UNDOABLE} / the same`, measured.of(UNDOABLE), measured.of(COMPOSE), { must: 0.2 }),
      figureOf(POSTGRES, measured.of(POSTGRES), median, { must: 1_500 }),
      ratioOf(`${RESTORE} / ${COMPOSE}`, measured.of(RESTORE), measured.of(COMPOSE), { must: 0.3 }),
    ],
    notes: [`docker compose ${compose.version}, default profile, the same images; ours with the dataset demo in its stores each time`, ...leftOut(here.without)],
  };
};

/** G6: back to the first day, without stopping anything, against taking all of it down and up. */
export const resetRow: Row = { id: "reset", title: "reset and restore, against down -v and up of Docker Compose", runs: 5, run: measure };
