import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { figureOf, type Report } from "./measure/report.ts";
import { p95 } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject } from "./stack/subject.ts";

const EVERY_MS = 20;
const GIVE_UP_MS = 15_000;
const MUST_MS = 2_000;

interface Answer {
  readonly data?: { readonly result: readonly unknown[] };
}

/** From the moment a server has written a line until a search finds it. */
const visibleAfter = async (write: (mark: string) => Promise<unknown>, loki: string, signal: AbortSignal): Promise<number> => {
  const mark = randomUUID();
  const query = new URLSearchParams({ query: `{service="postgres"} |= "${mark}"`, since: "5m", limit: "1" });
  await write(mark);
  const began = performance.now();
  for (;;) {
    const { data }: Answer = JSON.parse(await (await fetch(`${loki}/loki/api/v1/query_range?${query}`, { signal })).text());
    const ms = performance.now() - began;
    if (data && data.result.length > 0) return ms;
    if (ms > GIVE_UP_MS) throw new Error(`the line ${mark} was not in Loki after ${GIVE_UP_MS / 1000} s`);
    await delay(EVERY_MS, undefined, { signal });
  }
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("loki", bench, { only: ["postgres", "promtail"] });
  await subject.dev(subject.up);
  const env: Readonly<Record<string, string>> = JSON.parse((await subject.dev(["env", "--format", "json"])).stdout);
  const client = new pg.Client({ connectionString: env.DATABASE_DIRECT_URL });
  await client.connect();
  bench.cleanup.defer(() => client.end());
  const write = (mark: string) => client.query(`DO $$ BEGIN RAISE LOG '${mark}'; END $$`);
  const loki = `http://127.0.0.1:${subject.ports.get("loki.http")}`;
  await visibleAfter(write, loki, bench.signal); // the first finds the file
  const samples: number[] = [];
  for (let run = 0; run < bench.runs; run += 1) samples.push(await visibleAfter(write, loki, bench.signal));
  return { measures: [{ name: "line written → found in Loki", samples }], figures: [figureOf("line in Loki, p95", samples, p95, { must: MUST_MS })] };
};

/** A search must find what was just written. */
export const lokiDelay: Row = { id: "loki", title: "how soon a container's log line is found in Loki", runs: 50, run: measure };
