import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openComposer } from "../../dev/graph/composer.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { figureOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { PROGRAM } from "./stack/subject.ts";
import { makeWorkingCopy } from "./stack/working-copy.ts";

const SUBGRAPHS = 20;
const FIELDS = 30;
const [CHECK, AGAIN, STOOD_STILL] = [`graph check of ${SUBGRAPHS} schema files`, `${SUBGRAPHS} subgraphs composed again`, "stood still"];
const NANOSECONDS = 1_000_000;

/** Each has a type of its own, and a field of a type that all share. */
const schema = (index: number): string => {
  const fields = Array.from({ length: FIELDS }, (_, field) => `  field${field}: String`).join("\n");
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
type Query { thing${index}: Thing${index} }
type Thing${index} @key(fields: "id") {\n  id: ID!\n${fields}\n  owner: User\n}
type User @key(fields: "id") { id: ID! things${index}: [Thing${index}] }\n`;
};

const subgraphs = Array.from({ length: SUBGRAPHS }, (_, index) => ({ name: `s${index}`, url: `http://localhost:${9000 + index}/graphql`, sdl: schema(index), file: `schemas/s${index}.graphql` }));

const writeProject = async (folder: string): Promise<void> => {
  await mkdir(join(folder, "schemas"));
  for (const { file, sdl } of subgraphs) await writeFile(join(folder, file), sdl);
  const named = Object.fromEntries(subgraphs.map(({ name, url, file }) => [name, { url, schema: file }]));
  await writeFile(join(folder, "neotool.config.ts"), `export default { gateway: { subgraphs: ${JSON.stringify(named)} } };\n`);
};

const measure = async (bench: Bench): Promise<Report> => {
  const { path } = await makeWorkingCopy("graph", bench);
  await writeProject(path);
  const composer = openComposer(bench.signal);
  bench.cleanup.defer(() => composer[Symbol.dispose]());
  const again = async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const before = performance.now();
    await composer.compose(subgraphs);
    const ms = performance.now() - before;
    delay.disable();
    return { ms, [STOOD_STILL]: delay.max / NANOSECONDS };
  };
  const arms: readonly Arm[] = [{ name: CHECK, run: async () => ({ ms: (await run(process.execPath, [PROGRAM, "dev", "graph", "check"], { cwd: path, signal: bench.signal })).ms }) }, { name: AGAIN, run: again }];
  const measured = await interleave(arms, bench.runs, bench.signal);
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [
      figureOf(CHECK, measured.of(CHECK), median, { must: 1000 }),
      figureOf(AGAIN, measured.of(AGAIN), median, { must: 1000 }),
      figureOf("the caller stood still meanwhile, median of the longest", measured.of(AGAIN, STOOD_STILL), median, { must: 50 }),
    ],
  };
};

/** What `graph apply --watch` costs whoever does something else. */
export const graphRow: Row = { id: "graph", title: "composition of the gateway's graph", run: measure };
