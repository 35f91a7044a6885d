import { upAgainstBound } from "./against-bound.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import type { Bench, Row } from "./row.ts";
import { everythingHere, leftOut, STACK } from "./stack/everything-here.ts";
import { CORE, makeSubject, type Subject } from "./stack/subject.ts";

const ALONE = "core services ready, alone";
const BESIDE = "core services ready, with observability";

interface UpData {
  readonly data: { readonly services: readonly { readonly name: string; readonly readyAfterMs: number | null }[] };
}

/** When the last of the core services was ready in a cold `up`, by what it says of itself. */
const coreReady = async (subject: Subject): Promise<number> => {
  const { stdout } = await subject.dev([...subject.up, "--json"]);
  const { data }: UpData = JSON.parse(stdout);
  const core = STACK.profiles.core ?? [];
  return Math.max(...data.services.filter(({ name }) => core.includes(name)).map(({ readyAfterMs }) => readyAfterMs ?? Number.NaN));
};

const measure = async (bench: Bench): Promise<Report> => {
  const selection = await everythingHere(bench);
  const subjects = { [ALONE]: await makeSubject("alone", bench, CORE), [BESIDE]: await makeSubject("beside", bench, selection) };
  const clear = () => Promise.all(Object.values(subjects).map((subject) => subject.forget()));
  const arms = Object.entries(subjects).map(([name, subject]): Arm => ({ name, prepare: clear, run: async () => ({ ms: await coreReady(subject) }) }));
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, { ms = 0 }) => bench.say(`run ${run} of ${bench.runs}: ${arm} ${Math.round(ms)} ms`));
  await clear();
  const bound = await upAgainstBound("cold", { must: 1.35 }, bench, selection);
  return {
    measures: [...arms.map(({ name }) => ({ name, samples: measured.of(name) })), ...bound.measures],
    figures: [ratioOf("core services ready: with observability / alone", measured.of(BESIDE), measured.of(ALONE), { must: 1.05 }), ...bound.figures],
    notes: [...(bound.notes ?? []), ...leftOut(selection.without)],
  };
};

/** The whole default profile against its bound, and what the core services pay for it. */
export const observability: Row = { id: "observability", title: "cold up of the default profile; the core services in it", runs: 5, run: measure };
