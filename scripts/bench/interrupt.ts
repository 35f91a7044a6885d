import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { interleave, type Arm } from "./measure/interleave.ts";
import { figureOf, type Report } from "./measure/report.ts";
import type { Running } from "./measure/program.ts";
import type { Bench, Row } from "./row.ts";
import { belongings, purge, type Belongings } from "./stack/belongings.ts";
import { phaseLine, type PhaseLine } from "./stack/phase-lines.ts";
import { makeSubject, type Subject } from "./stack/subject.ts";

/** When Ctrl+C is pressed: something that the program says, or that can be seen from outside. */
type Moment = { readonly said: (lines: readonly PhaseLine[]) => boolean } | { readonly seen: (subject: Subject, have: () => Promise<Belongings>) => boolean | Promise<boolean> };

const counted = (phase: string, least: number) => (lines: readonly PhaseLine[]) => lines.filter((line) => line.phase === phase).length >= least;
const is = (service: string, phase: string) => (lines: readonly PhaseLine[]) => lines.some((line) => line.service === service && line.phase === phase);

/** Ten moments of a cold `up`, from its start to its last one-shots. */
const MOMENTS: Readonly<Record<string, Moment>> = {
  // Nobody listens yet: the system ends it, which a shell reports as 130 as well.
  "it was just started": { seen: () => true },
  "it holds the lock": { seen: ({ project }) => existsSync(project.directory.lock) },
  "the network is there": { seen: async (_subject, have) => (await have()).networks.length > 0 },
  "the first container is there": { seen: async (_subject, have) => (await have()).containers.length > 0 },
  "the first one starts": { said: counted("starting", 1) },
  "all of them start": { said: counted("starting", 5) },
  "the first one runs": { said: counted("running", 1) },
  "the first one is ready": { said: counted("ready", 1) },
  "Postgres is ready": { said: is("postgres", "ready") },
  "Kafka is ready": { said: is("kafka", "ready") },
};

const LOOK_EVERY_MS = 1;
const ACKNOWLEDGED = "Interrupted";
/** Interrupted; or pressed so late that nothing was left to begin, and what was in flight made it whole. */
const EXPECTED_EXITS: readonly (number | null)[] = [130, 0];

const pressAt = async (moment: Moment, subject: Subject, bench: Bench): Promise<Readonly<Record<string, number>>> => {
  const lines: PhaseLine[] = [];
  let pressedAt: number | undefined;
  let acknowledgedAt: number | undefined;
  let running: Running | undefined;
  const press = () => {
    if (pressedAt !== undefined) return;
    pressedAt = performance.now();
    running?.send("SIGINT");
  };
  running = subject.begin(subject.up, {
    onLine: (text, at) => {
      if (pressedAt !== undefined && text.startsWith(ACKNOWLEDGED)) acknowledgedAt ??= at;
      const line = phaseLine(text);
      if (line) lines.push(line);
      if ("said" in moment && moment.said(lines)) press();
    },
  });
  let over = false;
  const ended = running.ended.finally(() => (over = true));
  if ("seen" in moment) {
    while (!over && !(await moment.seen(subject, () => belongings(bench.api, subject.project.instance)))) await delay(LOOK_EVERY_MS);
    press();
  }
  const { exitCode, signal, ms, startedAt, stderr } = await ended;
  const isInterrupted = EXPECTED_EXITS.includes(exitCode) || signal === "SIGINT";
  if (pressedAt === undefined || !isInterrupted) throw new Error(`up ended with ${exitCode} ${pressedAt === undefined ? "before" : "after"} Ctrl+C:\n${stderr}`);
  const endedAt = startedAt + ms;
  return { acknowledged: (acknowledgedAt ?? endedAt) - pressedAt, stopped: endedAt - pressedAt };
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("interrupt", bench);
  await subject.dev(subject.up);
  // Its credentials and keys stay: what is interrupted is the work on the engine.
  const clear = async () => purge(bench.api, await belongings(bench.api, subject.project.instance));
  const arms = Object.entries(MOMENTS).map(([name, moment]): Arm => ({ name, prepare: clear, run: () => pressAt(moment, subject, bench) }));
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, run, { stopped = 0 }) => bench.say(`run ${run} of ${bench.runs}: ${arm}: ended after ${Math.round(stopped)} ms`));
  const worst = (what: string) => arms.flatMap(({ name }) => measured.of(name, what));
  return {
    measures: arms.flatMap(({ name }) => [
      { name: `${name}: acknowledged`, samples: measured.of(name, "acknowledged") },
      { name: `${name}: ended`, samples: measured.of(name, "stopped") },
    ]),
    figures: [
      figureOf("acknowledged, slowest of all", worst("acknowledged"), (samples) => Math.max(...samples), { must: 300 }),
      figureOf("ended, slowest of all", worst("stopped"), (samples) => Math.max(...samples), { must: 3_000 }),
    ],
    notes: ["Every one of them was interrupted, or was whole because nothing was left to begin."],
  };
};

/** G16: Ctrl+C at ten moments of a cold up. */
export const interrupt: Row = { id: "g16", title: "Ctrl+C at ten moments", runs: 5, run: measure };
