import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../dev/platform/clock.ts";
import { packageRoot } from "../../dev/platform/package-root.ts";
import type { DesiredProcess } from "../../dev/planner/desired.ts";
import { programRuntime } from "../../dev/runtimes/process/program-runtime.ts";
import { pushLoki } from "../../test/support/push-loki.ts";
import { interleave, type Arm } from "./measure/interleave.ts";
import { costOfAll } from "./measure/process-cost.ts";
import { figureOf, ratioOf, type Report } from "./measure/report.ts";
import { p95 } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";

const PROGRAMS = 20;
const LINES = 250_000;
const PER_SECOND = 50_000;
const IDLE_MS = 30_000;
const LOOK_EVERY_MS = 2;
const SHIPPED_WITHIN_MS = 60_000;
const BURST_MS = 10;
const PAGE_BYTES = 4096;

const never = new AbortController().signal;

const program = (name: string, command: DesiredProcess["service"]["command"], watch: readonly string[] = []): DesiredProcess => ({
  kind: "process", name, hash: "h", fields: {}, ports: {}, service: { kind: "process", name, command, cwd: ".", endpoints: {}, restart: "never", watch, stopGraceSeconds: 5 },
});

const untilSo = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await delay(LOOK_EVERY_MS);
};

/** Steadily, as a service writes. */
const WRITER = `let n = 0; const t = setInterval(() => { let s = ""; for (let i = 0; i < ${(PER_SECOND * BURST_MS) / 1_000} && n < ${LINES}; i++) s += "line " + n++ + " ".repeat(90) + "\\n"; process.stdout.write(s); if (n >= ${LINES}) clearInterval(t); }, ${BURST_MS})`;

const measure = async (bench: Bench): Promise<Report> => {
  const workingCopy = await mkdtemp(join(tmpdir(), "neotool-bench-"));
  const folder = join(workingCopy, "apps");
  const env = { PATH: process.env.PATH ?? "" };
  const runtime = programRuntime({ instance: { id: "bench", workingCopy }, folder, clock: systemClock, env, environmentOf: async () => env, supervisor: join(packageRoot, "dist", "supervisor.cjs") });
  const removeAll = async () => Promise.all([...(await runtime.observe()).keys()].map((service) => runtime.apply({ kind: "remove", service }, never)));
  bench.cleanup.defer(async () => {
    await removeAll();
    await rm(workingCopy, { recursive: true, force: true });
  });
  const names = Array.from({ length: PROGRAMS }, (_, index) => `p${index}`);
  const began = (name: string) => join(workingCopy, `began-${name}`);
  const commandOf = (name: string) => ["/bin/sh", "-c", `: > ${began(name)}; exec sleep 1000`];
  const clear = async () => {
    await Promise.all(names.map((name) => rm(began(name), { force: true })));
  };
  const allBegan = () => untilSo(() => names.every((name) => existsSync(began(name))));

  await runtime.start(program("idle", "exec sleep 1000"), never); // the supervisor is there: it starts once for all
  const raw: { readonly pid?: number | undefined; kill(): boolean }[] = [];
  const arms: readonly Arm[] = [
    {
      name: `${PROGRAMS} programs by the supervisor`,
      prepare: async () => {
        await Promise.all(names.map((service) => runtime.apply({ kind: "remove", service }, never)));
        await clear();
      },
      run: async () => {
        const at = performance.now();
        await Promise.all([allBegan(), ...names.map((name) => runtime.start(program(name, commandOf(name)), never))]);
        return { ms: performance.now() - at };
      },
    },
    {
      name: `${PROGRAMS} programs by a loop`,
      prepare: async () => {
        for (const child of raw.splice(0)) child.kill();
        await clear();
      },
      run: async () => {
        const at = performance.now();
        for (const name of names) {
          const [file = "", ...args] = commandOf(name);
          const child = spawn(file, args, { cwd: workingCopy, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
          raw.push(child);
          await once(child, "spawn");
        }
        await allBegan();
        return { ms: performance.now() - at };
      },
    },
  ];
  const measured = await interleave(arms, bench.runs, bench.signal);
  for (const child of raw) child.kill();
  await Promise.all(names.map((service) => runtime.apply({ kind: "remove", service }, never)));

  const noticed: number[] = [];
  const source = join(workingCopy, "main.txt");
  const seen = join(workingCopy, "seen");
  await writeFile(source, "0");
  await runtime.start(program("watched", `trap ': > ${seen}; exit 0' TERM; : > ${began("watched")}; while :; do sleep 0.005; done`, ["*.txt"]), never);
  for (let run = 1; run <= bench.runs; run += 1) {
    await untilSo(() => existsSync(began("watched")));
    await Promise.all([rm(seen, { force: true }), rm(began("watched"))]);
    const at = performance.now();
    await writeFile(source, String(run));
    await untilSo(() => existsSync(seen));
    noticed.push(performance.now() - at);
  }

  const loki = await pushLoki();
  bench.cleanup.use(loki);
  await runtime.shipLogs(loki.url, never);
  const writtenFrom = performance.now();
  await runtime.start(program("writer", [process.execPath, "-e", WRITER]), never);
  await untilSo(async () => (await runtime.look("writer"))?.state === "exited");
  const shippedLines = () => loki.lines().filter(({ line }) => line.startsWith("line ")).length;
  const isAllShipped = () => loki.lines().length >= LINES && shippedLines() === LINES;
  await untilSo(() => isAllShipped() || performance.now() - writtenFrom > SHIPPED_WITHIN_MS);
  const shippedAfter = performance.now() - writtenFrom;
  const shipped = shippedLines();
  await runtime.shipLogs(undefined, never);
  let received = 0;
  for await (const batch of runtime.logBatches("writer", {}, never)) received += batch.filter(({ text }) => text.startsWith("line ")).length;

  const { supervisor }: { supervisor: { pid: number } } = JSON.parse(await readFile(join(folder, "state.json"), "utf8"));
  bench.say(`idle for ${IDLE_MS / 1_000} s`);
  const before = await costOfAll([supervisor.pid]);
  await delay(IDLE_MS, undefined, { signal: bench.signal });
  const after = await costOfAll([supervisor.pid]);
  const [, pages = "0"] = (await readFile(`/proc/${supervisor.pid}/statm`, "utf8")).split(" ");
  const resident = (Number(pages) * PAGE_BYTES) / 1_048_576;
  const [ours = "", theirs = ""] = arms.map(({ name }) => name);
  return {
    measures: [...arms.map(({ name }) => ({ name, samples: measured.of(name) })), { name: "a change, from written to noticed", samples: noticed }],
    figures: [
      ratioOf(`start of ${PROGRAMS} programs / a loop`, measured.of(ours), measured.of(theirs), { must: 1.2 }),
      figureOf("a change is noticed, p95", noticed, p95, { must: 200 }),
      { name: `lines lost of ${LINES}, written at ${PER_SECOND} a second`, unit: "", value: LINES - received, interval: null, must: 0 },
      { name: "lines of them that did not come to Loki", unit: "", value: LINES - shipped, interval: null, must: 0 },
      { name: "the last of them in Loki, from the first written", unit: "ms", value: Math.round(shippedAfter), interval: null },
      { name: "the supervisor idle, in percent of a processor", unit: "", value: Number((((after.cpuMs - before.cpuMs) / IDLE_MS) * 100).toFixed(2)), interval: null, must: 0.3 },
      { name: "its memory then, after all that", unit: "MB", value: resident, interval: null, must: 60 },
      { name: "its memory at its peak", unit: "MB", value: after.peakMb, interval: null },
    ],
  };
};

export const apps: Row = { id: "apps", title: "Applications: started, started anew on a change, read at full speed; their supervisor idle", run: measure };
