import { interleave } from "./measure/interleave.ts";
import { figureOf, type Report } from "./measure/report.ts";
import { p95 } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { belongings, purge } from "./stack/belongings.ts";
import { phaseLine } from "./stack/phase-lines.ts";
import { rawStack } from "./stack/raw-stack.ts";
import { makeSubject, type Subject } from "./stack/subject.ts";

const END = "last yes to the end of the command";

/** One `up` with an oracle beside it: how much later than the oracle it says that a service is ready. */
const delays = async (subject: Subject, bench: Bench): Promise<Readonly<Record<string, number>>> => {
  // With the credentials of the warm-up, so that the oracle knows them before the program does.
  const { containers, ready } = await rawStack(subject.project, subject.services, subject.ports, bench);
  const oracle = new Map<string, Promise<number>>();
  const reported = new Map<string, number>();
  const { ms, startedAt } = await subject.dev(subject.up, {
    onLine: (line, at) => {
      const { service = "", phase } = phaseLine(line) ?? {};
      const container = containers.find(({ name }) => name === service);
      if (!container) return;
      // Asked from its start on: it cannot be ready before.
      if (phase === "running") oracle.set(service, ready(container));
      if (phase === "ready") reported.set(service, at);
    },
  });
  const yes = new Map(await Promise.all([...oracle].map(async ([service, at]) => [service, await at] as const)));
  const late = [...yes].map(([service, at]) => [service, (reported.get(service) ?? Number.NaN) - at] as const);
  return { ...Object.fromEntries(late), [END]: startedAt + ms - Math.max(...yes.values()) };
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("detection", bench);
  await subject.dev(subject.up);
  const clear = async () => purge(bench.api, await belongings(bench.api, subject.project.instance));
  const measured = await interleave([{ name: "up", prepare: clear, run: () => delays(subject, bench) }], bench.runs, bench.signal);
  const services = measured.names("up").filter((name) => name !== END);
  const all = services.flatMap((name) => measured.of("up", name));
  return {
    measures: [...services, END].map((name) => ({ name, samples: measured.of("up", name) })),
    figures: [figureOf("detection delay, p95 of all services", all, p95, { must: 100, stretch: 30 })],
    notes: ["The oracle asks every 5 ms: less than that, and below zero, means at once."],
  };
};

/** G5: from "it is ready" to "we say so", on a cold up. */
export const detection: Row = { id: "g5", title: "detection delay of readiness", run: measure };
