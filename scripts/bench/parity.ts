import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadProduction } from "../../dev/parity/load/load-production.ts";
import { createPool } from "../../dev/parity/load/pool.ts";
import { run } from "../../dev/platform/run.ts";
import { manyManifests } from "../../test/support/many-manifests.ts";
import { renderingPrograms } from "../../test/support/rendering-programs.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import type { Report } from "./measure/report.ts";
import { bootstrap, median } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";

const CLUSTER = "production";
const SERVICES = 100;
const TEAMS = ["team-0", "team-1", "team-2", "team-3", "team-4"] as const;

const writeMany = async (root: string): Promise<void> => {
  for (const [file, text] of Object.entries(manyManifests({ clusters: ["dev", "staging", CLUSTER], services: SERVICES }))) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
};

const measure = async ({ runs, signal, cleanup, say }: Bench): Promise<Report> => {
  const find = await renderingPrograms(say);
  const root = await mkdtemp(join(tmpdir(), "neotool-bench-"));
  cleanup.defer(() => rm(root, { recursive: true, force: true }));
  await writeMany(root);
  const kubectl = await find("kubectl");
  const pool = createPool(availableParallelism());
  const kustomize = async (folder: string) => pool(() => run(kubectl, ["kustomize", join(root, folder)], { hint: "", signal }));
  const timed = async (act: () => Promise<unknown>): Promise<{ readonly ms: number }> => {
    const began = performance.now();
    await act();
    return { ms: performance.now() - began };
  };
  let objects = 0;
  let memory = 0;
  const arms: readonly Arm[] = [
    { name: "305 objects, all of it", run: () => timed(async () => {
      ({ objects: { length: objects } } = await loadProduction({ root }, { find, cache: root, env: {} }, signal));
      memory = Math.max(memory, process.memoryUsage().rss);
    }) },
    // The cluster's own folder, which comes first, and what it leads to.
    { name: "kubectl kustomize alone", run: () => timed(async () => {
      await kustomize(`apps/${CLUSTER}/${TEAMS[0]}`);
      await Promise.all(TEAMS.map((team) => kustomize(`apps/${CLUSTER}/${team}`)));
    }) },
  ];
  const measured = await interleave(arms, runs, signal);
  const [all = "", alone = ""] = arms.map(({ name }) => name);
  const sets = { all: measured.of(all), alone: measured.of(alone) };
  return {
    measures: arms.map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [
      { name: "beyond kubectl kustomize itself", unit: "ms", value: median(sets.all) - median(sets.alone), interval: bootstrap(sets, (drawn) => median(drawn.all) - median(drawn.alone)), must: 1_500 },
      { name: "memory of the process, benchmark and all", unit: "MB", value: memory / 1e6, interval: null, must: 200 },
    ],
    notes: [`${objects} objects with Flux' own, from bases three levels deep; of three clusters one is read.`],
  };
};

/** Reading production's manifests. */
export const parity: Row = { id: "parity", title: "reading 305 objects of production", run: measure };
