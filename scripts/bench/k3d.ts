import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { engineGet } from "../../dev/docker/http.ts";
import { residentBytes, type MemoryReading } from "../../dev/docker/resident-bytes.ts";
import { packageRoot } from "../../dev/platform/package-root.ts";
import { nodeName } from "../../dev/runtimes/k3d/names.ts";
import { k3dEquipment } from "../../test/support/k3d-equipment.ts";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { figureOf, ratioOf, type Report } from "./measure/report.ts";
import { median } from "./measure/statistics.ts";
import { kubectlPeer } from "./peers/kubectl.ts";
import type { Bench, Row } from "./row.ts";
import { makeWorkingCopy } from "./stack/working-copy.ts";

const SERVICES = ["kafka", "postgres", "pgbouncer", "vault", "minio"];
const OURS = "neotool dev";
const THEIRS = "k3d and kubectl";
const COLD = "cold up";
const WARM = "up after down";
const AGAIN = "up with nothing to do";
const CLEANUP_MS = 120_000;
const MIB = 1024 * 1024;

const measure = async (bench: Bench): Promise<Report> => {
  const { cleanup, signal, say, engine } = bench;
  const equipment = cleanup.use(await k3dEquipment());
  const { env, nodeImage } = equipment;
  const neotool = (path: string, until: AbortSignal) => async (...args: readonly string[]) => run(process.execPath, [join(packageRoot, "bin", "neotool.js"), "dev", ...args], { cwd: path, env, signal: until });
  const copyOf = async (name: string) => {
    const copy = await makeWorkingCopy(name, bench);
    await writeFile(join(copy.path, "neotool.config.ts"), `export default ${JSON.stringify({ profile: "core", runtime: "k3d", cluster: { image: nodeImage } })};`);
    const dev = neotool(copy.path, signal);
    cleanup.defer(async () => {
      // Also after Ctrl+C. First what k3d made by itself, which bears no label of ours.
      const late = AbortSignal.timeout(CLEANUP_MS);
      await (await kubectlPeer(copy.path, SERVICES, env, { ...bench, signal: late })).remove();
      await neotool(copy.path, late)("down", "--volumes", "--yes");
    });
    await dev("up"); // images into the node, which both have then
    return { ...copy, dev, kubectl: await kubectlPeer(copy.path, SERVICES, env, bench) };
  };
  const ours = await copyOf("ours");
  const memory = await engineGet<MemoryReading>(engine.socket, `/containers/${nodeName(ours.instance)}/stats?stream=false&one-shot=true`);
  await ours.dev("down");
  const theirs = await copyOf("theirs");
  await theirs.kubectl.stop();
  const arms: readonly Arm[] = [
    {
      name: OURS,
      prepare: ours.kubectl.remove,
      run: async () => {
        const [cold, again] = [await timeOf(() => ours.dev("up")), await timeOf(() => ours.dev("up"))];
        await ours.dev("down");
        const warm = await timeOf(() => ours.dev("up"));
        await ours.dev("down");
        return { [COLD]: cold, [AGAIN]: again, [WARM]: warm };
      },
    },
    {
      name: THEIRS,
      prepare: theirs.kubectl.remove,
      run: async () => {
        const cold = await timeOf(theirs.kubectl.create);
        await theirs.kubectl.stop();
        const warm = await timeOf(theirs.kubectl.start);
        await theirs.kubectl.stop();
        return { [COLD]: cold, [WARM]: warm };
      },
    },
  ];
  const measured = await interleave(arms, bench.runs, signal, (arm, count, all) => say(`run ${count}: ${arm}: ${Object.entries(all).map(([what, ms]) => `${what} ${Math.round(ms)} ms`).join(", ")}`));
  const against = (what: string, must: number) => ratioOf(`${what}: ${OURS} / ${THEIRS}`, measured.of(OURS, what), measured.of(THEIRS, what), { must });
  return {
    measures: [COLD, WARM].flatMap((what) => [OURS, THEIRS].map((name) => ({ name: `${what}: ${name}`, samples: measured.of(name, what) }))),
    figures: [against(COLD, 1.3), against(WARM, 1.25), figureOf(AGAIN, measured.of(OURS, AGAIN), median, { must: 500 })],
    notes: [
      `Node with five services: ${Math.round(residentBytes(memory) / MIB)} MiB resident. Its image: ${nodeImage}.`,
      "Both have the images in the node. Theirs: the same cluster file and manifests, ready by `kubectl rollout status`; topics, buckets and keys are not made there, nor is anybody asked whether a service answers.",
    ],
  };
};

/** The same stack in a cluster, against the programs that it is made with. */
export const k3d: Row = { id: "k3d", title: "up in a k3d cluster, against k3d and kubectl", runs: 3, run: measure };
