import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { figureOf, type Report } from "./measure/report.ts";
import { p95 } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, type Subject } from "./stack/subject.ts";

/** Of rows in Postgres, besides what a stack comes up with; fewer, to see whether it works at all: `NEOTOOL_BENCH_MEGABYTES=50`. */
const MEGABYTES = Number(process.env.NEOTOOL_BENCH_MEGABYTES ?? 1_000);
/** With what a row has besides, a kilobyte: too little to be compressed. */
const TEXT = "repeat(md5(n::text), 30)";
const BETWEEN_MS = 2;
const SAVE = "snapshot save";
const nameOf = (number: number): string => `bench-${number}`;

interface Beat {
  /** The longest that an answer has taken since this was last asked, ms. */
  longest(): number;
}

const connect = async (connectionString: string | undefined, bench: Bench): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  bench.cleanup.defer(() => client.end());
  return client;
};

/** Somebody who writes all the time, one row after the other: what they wait for is the pause as it is felt. */
const beat = (client: pg.Client, bench: Bench): Beat => {
  let [longest, isOver] = [0, false];
  const writing = (async () => {
    while (!isOver) {
      longest = Math.max(longest, await timeOf(() => client.query("INSERT INTO app.beat DEFAULT VALUES")));
      await sleep(BETWEEN_MS);
    }
  })();
  writing.catch(() => {}); // said when it is put away
  bench.cleanup.defer(async () => {
    isOver = true;
    await writing;
  });
  return {
    longest: () => {
      const was = longest;
      longest = 0;
      return was;
    },
  };
};

interface Saved {
  readonly pauseMs: number;
  readonly way: string;
}

const save = async (subject: Subject, name: string): Promise<Saved> => {
  const { stdout } = await subject.dev(["snapshot", "save", name, "--json"]);
  const { data }: { readonly data: Saved } = JSON.parse(stdout);
  return data;
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("snapshot", bench);
  await subject.dev(subject.up);
  const env: Readonly<Record<string, string>> = JSON.parse((await subject.dev(["env", "--format", "json"])).stdout);
  const client = await connect(env.DATABASE_DIRECT_URL, bench);
  await client.query(`CREATE TABLE app.bench AS SELECT n AS id, ${TEXT} AS text FROM generate_series(1, ${MEGABYTES * 1_000}) n`);
  await client.query("CREATE TABLE app.beat (at timestamptz DEFAULT clock_timestamp())");
  const writer = beat(await connect(env.DATABASE_DIRECT_URL, bench), bench);
  let [taken, way] = [0, ""];
  const arm: Arm = {
    name: SAVE,
    prepare: async () => {
      if (taken > 0) await subject.dev(["snapshot", "rm", nameOf(taken), "--yes"]);
      writer.longest();
    },
    run: async () => {
      let pauseMs = 0;
      const ms = await timeOf(async () => ({ pauseMs, way } = await save(subject, nameOf((taken += 1)))));
      return { ms, pause: pauseMs, felt: writer.longest() };
    },
  };
  const measured = await interleave([arm], bench.runs, bench.signal, (_arm, run, { ms = 0, pause = 0, felt = 0 }) =>
    bench.say(`run ${run} of ${bench.runs}: stood still for ${Math.round(pause)} ms of ${Math.round(ms)}, the longest answer took ${Math.round(felt)} ms (${way})`),
  );
  const pauses = measured.of(SAVE, "pause");
  return {
    measures: [{ name: "stood still", samples: pauses }, { name: "the longest answer to who writes", samples: measured.of(SAVE, "felt") }, { name: SAVE, samples: measured.of(SAVE) }],
    // A full copy was promised nothing.
    figures: [figureOf("pause, p95", pauses, p95, way === "reflink" ? { must: 300 } : {})],
    notes: [`${MEGABYTES} MB of rows in Postgres, somebody who writes all the time; the way of copying: ${way}`],
  };
};

/** How long a stack with a gigabyte of data stands still for a snapshot. */
export const snapshotRow: Row = { id: "snapshot", title: "the pause of a snapshot", runs: 20, run: measure };
