import { setTimeout as delay } from "node:timers/promises";
import { residentBytes } from "../../dev/docker/resident-bytes.ts";
import { median } from "./measure/statistics.ts";
import type { Report } from "./measure/report.ts";
import type { Bench, Row } from "./row.ts";
import { belongings } from "./stack/belongings.ts";
import { makeSubject } from "./stack/subject.ts";

const MOST_MB = 600;
const EVERY_MS = 3_000;
const MB = 1e6;

const measure = async (bench: Bench): Promise<Report> => {
  const { api, runs, signal } = bench;
  const subject = await makeSubject("memory", bench);
  await subject.dev(subject.up);
  const { containers } = await belongings(api, subject.project.instance);
  const samples = new Map<string, number[]>(containers.map(({ service }) => [service, []]));
  for (let sample = 0; sample < runs; sample += 1) {
    await delay(EVERY_MS, undefined, { signal });
    for (const { id, service } of containers) {
      const stats = await api.call<Parameters<typeof residentBytes>[0]>("GET", `/containers/${id}/stats?stream=false&one-shot=true`);
      samples.get(service)?.push(residentBytes(stats) / MB);
    }
  }
  const total = [...samples.values()].reduce((sum, values) => sum + median(values), 0);
  return {
    measures: [...samples].map(([name, values]) => ({ name, unit: "MB", samples: values })),
    figures: [{ name: "together", unit: "MB", value: total, interval: null, must: MOST_MB }],
  };
};

/**
 * Resident memory of the core stack, just brought up and idle: samples three seconds apart. Counted as `docker stats`
 * does: the cgroup's usage without the page cache that the kernel would give back.
 */
export const memory: Row = { id: "memory", title: "resident memory of the core stack", runs: 5, run: measure };
