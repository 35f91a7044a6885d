import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { SMALL_YOUNG_GENERATION } from "../../dev/platform/node-flags.ts";
import { packageRoot } from "../../dev/platform/package-root.ts";
import { costOfAll } from "./measure/process-cost.ts";
import type { Report } from "./measure/report.ts";
import { createSequence, type Sequence } from "./measure/sequence.ts";
import type { Bench, Row } from "./row.ts";
import { makeWorkingCopy } from "./stack/working-copy.ts";
import { prepareWriters, startWriters, writerProject, writerServices, type Load } from "./stack/writers.ts";

const WRITERS = 13;
const PER_SECOND = 50_000;
/** A minute; less, to see whether it works at all: `NEOTOOL_BENCH_SECONDS=5`. */
const SECONDS = Number(process.env.NEOTOOL_BENCH_SECONDS ?? 60);
/** Until all of them are started and read. */
const HEAD_START_S = 8;
/** So long without a line: no more will come. */
const SILENCE_MS = 5_000;
const LOOK_EVERY_MS = 200;
const MOST_MB = 200;
const MOST_CORES = 1;

const FOLLOWER = join(import.meta.dirname, "stack", "follow-writers.ts");
/** Below the packages that it finds there. */
const BUILT = join(packageRoot, "node_modules", ".cache", "neotool-bench", "follow-writers.js");

/** As one file, as users run it: to take the types out of sources costs 50 MB, which would count as the command's. */
const buildFollower = async (): Promise<void> => {
  await build({ entryPoints: [FOLLOWER], outfile: BUILT, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" });
};

const nameBefore = (line: string): string => line.slice(0, line.indexOf(" "));

/** Programs that follow, and what they gave. */
interface Followers {
  readonly children: readonly ChildProcess[];
  readonly sequences: readonly Sequence[];
}

const follow = (file: string, args: readonly string[], lines: number, nameOf: (line: string) => string): Followers => {
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  const sequence = createSequence(lines, nameOf);
  child.stdout.on("data", sequence.take);
  return { children: [child], sequences: [sequence] };
};

interface Round {
  readonly lost: number;
  readonly misplaced: number;
  readonly linesPerSecond: number;
  readonly peakMb: number;
  readonly cores: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Reads until all lines came, or no more come. Times and costs are from the first line to the last. */
const readAll = async ({ children, sequences }: Followers, expected: number, signal: AbortSignal): Promise<Round> => {
  const pids = children.flatMap(({ pid }) => pid ?? []);
  const received = () => sum(sequences.map((each) => each.received));
  try {
    let began: { readonly at: number; readonly cpuMs: number } | undefined;
    let last = { at: performance.now() + HEAD_START_S * 1_000, received: 0 };
    while (last.received < expected && performance.now() - last.at < SILENCE_MS) {
      await delay(LOOK_EVERY_MS, undefined, { signal });
      const ended = children.find(({ exitCode }) => exitCode !== null);
      if (ended) throw new Error(`${ended.spawnargs.join(" ")} ended with ${ended.exitCode}`);
      const now = received();
      if (now > 0) began ??= { at: performance.now(), cpuMs: (await costOfAll(pids)).cpuMs };
      if (now > last.received) last = { at: performance.now(), received: now };
    }
    const cost = await costOfAll(pids);
    const ms = last.at - (began?.at ?? last.at);
    return {
      lost: expected - received(),
      misplaced: sum(sequences.map((each) => each.misplaced)),
      linesPerSecond: last.received / (ms / 1_000),
      peakMb: cost.peakMb,
      cores: (cost.cpuMs - (began?.cpuMs ?? 0)) / ms,
    };
  } finally {
    for (const child of children) child.kill("SIGINT");
  }
};

const measure = async (bench: Bench): Promise<Report> => {
  const copy = await makeWorkingCopy("logs", bench);
  const project = writerProject(copy, WRITERS);
  const services = writerServices(WRITERS);
  await prepareWriters(project);
  await buildFollower();
  const linesPerSecond = PER_SECOND / WRITERS;
  const lines = Math.round(linesPerSecond * SECONDS);
  const arms: Readonly<Record<string, (containers: readonly string[]) => Followers>> = {
    "neotool dev logs --follow": () => follow(process.execPath, [SMALL_YOUNG_GENERATION, BUILT, copy.path, String(WRITERS)], lines, nameBefore),
    [`docker logs -f, ${WRITERS} of them`]: (containers) => {
      const each = containers.map((container) => follow("docker", ["-H", `unix://${bench.engine.socket}`, "logs", "-f", container], lines, () => container));
      return { children: each.flatMap(({ children }) => children), sequences: each.flatMap(({ sequences }) => sequences) };
    },
  };
  const rounds = new Map<string, Round[]>(Object.keys(arms).map((name) => [name, []]));
  for (let run = 1; run <= bench.runs; run += 1) {
    for (const [name, begin] of run % 2 === 1 ? Object.entries(arms) : Object.entries(arms).reverse()) {
      bench.signal.throwIfAborted();
      const load: Load = { linesPerSecond, lines, beginAt: Math.ceil(Date.now() / 1_000) + HEAD_START_S };
      const round = await readAll(begin(await startWriters(project, services, load, bench)), lines * WRITERS, bench.signal);
      rounds.get(name)?.push(round);
      bench.say(`run ${run} of ${bench.runs}: ${name}: ${Math.round(round.linesPerSecond)} lines/s, ${round.lost} lost, ${round.peakMb.toFixed(0)} MB, ${round.cores.toFixed(2)} cores`);
    }
  }
  const of = (name: string, what: keyof Round) => rounds.get(name)?.map((round) => round[what]) ?? [];
  const [ours = "", theirs = ""] = Object.keys(arms);
  const worst = (name: string, what: keyof Round) => Math.max(...of(name, what));
  return {
    measures: [ours, theirs].flatMap((name) => [
      { name: `${name}: lines a second`, unit: "", samples: of(name, "linesPerSecond").map(Math.round) },
      { name: `${name}: memory, at most`, unit: "MB", samples: of(name, "peakMb") },
      { name: `${name}: processors`, unit: "cores", samples: of(name, "cores") },
    ]),
    figures: [
      { name: "lines lost", unit: "", value: worst(ours, "lost"), interval: null, must: 0 },
      { name: "lines twice, or out of their service's order", unit: "", value: worst(ours, "misplaced"), interval: null, must: 0 },
      { name: "memory", unit: "MB", value: worst(ours, "peakMb"), interval: null, must: MOST_MB },
      { name: "processors", unit: "", value: Number(worst(ours, "cores").toFixed(2)), interval: null, must: MOST_CORES },
      { name: "lines lost by docker logs", unit: "", value: worst(theirs, "lost"), interval: null },
    ],
    notes: [`${WRITERS} containers were to write ${PER_SECOND} lines a second for ${SECONDS} s: ${lines * WRITERS} lines of 90 bytes. What they could not write in time, they wrote later.`],
  };
};

/** Following many loud services at once: nothing lost, bounded memory, at most one processor. */
export const logs: Row = { id: "logs", title: `following ${WRITERS} containers that write ${PER_SECOND} lines a second`, runs: 1, run: measure };
