import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtemp } from "node:fs/promises";
import { ensureJwtKeys } from "../../dev/secrets/jwt-keys.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import type { Report } from "./measure/report.ts";
import { bootstrap, median } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { belongings, purge } from "./stack/belongings.ts";
import { makeSubject, type Subject } from "./stack/subject.ts";

/** How often a run made keys, and how long it took, by its own log lines. */
const makesKeys = async (subject: Subject): Promise<number> => {
  const { stdout } = await subject.dev([...subject.up, "--dry-run"]);
  return stdout.split("\n").filter((line) => line.includes("run-task jwt-keys")).length;
};

const keyPairAlone = async (): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), "neotool-bench-"));
  const began = performance.now();
  await ensureJwtKeys(folder);
  const ms = performance.now() - began;
  await rm(folder, { recursive: true, force: true });
  return ms;
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("keys", bench);
  await subject.dev(subject.up);
  const clear = async () => purge(bench.api, await belongings(bench.api, subject.project.instance));
  const up = async () => ({ ms: (await subject.dev(subject.up)).ms });
  const arms: readonly Arm[] = [
    { name: "cold up, keys there", prepare: clear, run: up },
    { name: "cold up, keys made in it", prepare: async () => Promise.all([clear(), rm(subject.project.directory.jwt, { recursive: true, force: true })]), run: up },
    { name: "the key pair alone", prepare: clear, run: async () => ({ ms: await keyPairAlone() }) },
  ];
  let warm = 0;
  const warmArm: Arm = {
    name: "warm up",
    prepare: async () => {
      await clear();
      await up();
      await subject.stopContainers();
      warm += await makesKeys(subject);
    },
    run: up,
  };
  const measured = await interleave([...arms, warmArm], bench.runs, bench.signal);
  const [kept = "", made = "", alone = ""] = arms.map(({ name }) => name);
  const sets = { kept: measured.of(kept), made: measured.of(made), alone: measured.of(alone) };
  return {
    measures: [...arms, warmArm].map(({ name }) => ({ name, samples: measured.of(name) })),
    figures: [
      { name: "key pairs made by all warm ups together", unit: "", value: warm, interval: null, must: 0 },
      { name: "what making the keys adds to a cold up", unit: "ms", value: median(sets.made) - median(sets.kept), interval: bootstrap(sets, (drawn) => median(drawn.made) - median(drawn.kept)) },
      { name: "what it would add one after the other", unit: "ms", value: median(sets.alone), interval: bootstrap(sets, (drawn) => median(drawn.alone)) },
    ],
  };
};

/** G19: the RSA-4096 pair is never on the way of a warm up, and hidden behind the containers in a cold one. */
export const keys: Row = { id: "g19", title: "the RSA key pair", run: measure };
