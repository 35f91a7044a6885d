import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Admin, Producer, stringSerializers } from "@platformatic/kafka";
import { execa } from "execa";
import pg from "pg";
import { SEED_LEDGER_TOPIC } from "../../dev/data/kafka/seed-topics.ts";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { ratioOf, type Report } from "./measure/report.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, PROGRAM, type Subject } from "./stack/subject.ts";

/** Of each kind; fewer, to see whether it works at all: `NEOTOOL_BENCH_ROWS=100000`. */
const ROWS = Number(process.env.NEOTOOL_BENCH_ROWS ?? 1_000_000);
const AT_ONCE = 4_000;
const [OURS_CSV, PSQL, OURS_JSONL, RAW] = ["neotool dev seed, CSV", "psql \\copy, from a file beside the server", "neotool dev seed, JSONL", "the client's producer, from memory"];
const FILE_THERE = "/tmp/bench.csv";
const TABLE = "app.bench";

const row = (index: number): string => `${index},customer ${index % 1000},${(index * 7919) % 100_000},2026-03-01T10:00:00Z,some text that is a little longer\n`;
const record = (index: number) => ({ key: String(index % 10_000), value: JSON.stringify({ id: index, customer: `customer ${index % 1000}`, cents: (index * 7919) % 100_000, note: "some text that is a little longer" }) });

function* csv() {
  yield "id,name,cents,at,note\n";
  for (let index = 0; index < ROWS; index += 1) yield row(index);
}
function* jsonl() {
  for (let index = 0; index < ROWS; index += 1) {
    const { key, value } = record(index);
    yield `${JSON.stringify({ key, value: JSON.parse(value) })}\n`;
  }
}

const write = async (file: string, lines: Iterable<string>): Promise<string> => {
  await mkdir(join(file, ".."), { recursive: true });
  await pipeline(Readable.from(lines), createWriteStream(file));
  return file;
};

const csvArms = async (subject: Subject, seeds: string, bench: Bench): Promise<readonly Arm[]> => {
  const env: Readonly<Record<string, string>> = JSON.parse((await subject.dev(["env", "--format", "json"])).stdout);
  const file = await write(join(seeds, "rows", "postgres", `${TABLE}.csv`), csv());
  await execa(process.execPath, [PROGRAM, "dev", "exec", "postgres", "sh", "-c", `cat > ${FILE_THERE}`], { cwd: subject.project.instance.workingCopy, inputFile: file, cancelSignal: bench.signal });
  const client = new pg.Client({ connectionString: env.DATABASE_DIRECT_URL });
  await client.connect();
  bench.cleanup.defer(() => client.end());
  await client.query(`CREATE TABLE ${TABLE} (id int PRIMARY KEY, name text, cents int, at timestamptz, note text)`);
  const prepare = () => client.query(`TRUNCATE ${TABLE}; DROP SCHEMA IF EXISTS neotool_dev CASCADE; CHECKPOINT`).catch(() => client.query(`TRUNCATE ${TABLE}; DROP SCHEMA IF EXISTS neotool_dev CASCADE`));
  return [
    { name: OURS_CSV, prepare, run: async () => ({ ms: await timeOf(() => subject.dev(["seed", "rows"])) }) },
    { name: PSQL, prepare, run: async () => ({ ms: await timeOf(() => subject.dev(["exec", "psql", "-c", `\\copy ${TABLE} from '${FILE_THERE}' with (format csv, header)`])) }) },
  ];
};

const jsonlArms = async (subject: Subject, seeds: string, bench: Bench): Promise<readonly Arm[]> => {
  const bootstrapBrokers = [`127.0.0.1:${subject.ports.get("kafka.broker")}`];
  await write(join(seeds, "records", "kafka", "bench.jsonl"), jsonl());
  await write(join(seeds, "records", "kafka", "topics.yaml"), ["bench: { partitions: 3 }\n"]);
  const admin = new Admin({ clientId: "bench", bootstrapBrokers });
  bench.cleanup.defer(() => admin.close());
  const away = async () => {
    const there = (await admin.listTopics()).filter((topic) => topic === "bench" || topic === SEED_LEDGER_TOPIC);
    if (there.length > 0) await admin.deleteTopics({ topics: there });
  };
  const messages = Array.from({ length: AT_ONCE }, (_, index) => ({ topic: "raw", ...record(index) }));
  const produce = async (): Promise<number> => {
    const producer = new Producer({ clientId: "bench", bootstrapBrokers, serializers: stringSerializers });
    try {
      return await timeOf(async () => {
        for (let sent = 0; sent < ROWS; sent += AT_ONCE) await producer.send({ messages, acks: -1 });
      });
    } finally {
      await producer.close();
    }
  };
  return [
    { name: OURS_JSONL, prepare: away, run: async () => ({ ms: await timeOf(() => subject.dev(["seed", "records"])) }) },
    {
      name: RAW,
      prepare: async () => {
        if ((await admin.listTopics()).includes("raw")) await admin.deleteTopics({ topics: ["raw"] });
        await admin.createTopics({ topics: [{ topic: "raw", partitions: 3, replicas: 1 }] });
      },
      run: async () => ({ ms: await produce() }),
    },
  ];
};

const measure = async (bench: Bench): Promise<Report> => {
  const subject = await makeSubject("seed", bench, { only: ["postgres", "kafka"] });
  await subject.dev(subject.up);
  const seeds = join(subject.project.instance.workingCopy, "neotool", "seeds");
  const told = (arm: string, run: number, { ms = 0 }: Readonly<Record<string, number>>) => bench.say(`run ${run} of ${bench.runs}: ${arm}: ${Math.round(ms)} ms, ${Math.round(ROWS / ms)} thousand a second`);
  const rows = await interleave(await csvArms(subject, seeds, bench), bench.runs, bench.signal, told);
  const records = await interleave(await jsonlArms(subject, seeds, bench), bench.runs, bench.signal, told);
  return {
    measures: [OURS_CSV, PSQL].map((name) => ({ name, samples: rows.of(name) })).concat([OURS_JSONL, RAW].map((name) => ({ name, samples: records.of(name) }))),
    figures: [
      ratioOf("CSV into Postgres: seed / psql \\copy", rows.of(OURS_CSV), rows.of(PSQL), { must: 1.25 }),
      ratioOf("JSONL into Kafka: seed / the producer alone", records.of(OURS_JSONL), records.of(RAW), { must: 2 }),
    ],
    notes: [`${ROWS} rows, ${ROWS} records in three partitions. The commands with all of their start; psql reads a file in the container, the producer sends what is in memory, ${AT_ONCE} at once.`],
  };
};

/** Known data are written about as fast as the stores' own clients write them. */
export const seed: Row = { id: "seed", title: "a million rows of CSV, a million records of JSONL: against psql and the producer itself", runs: 5, run: measure };
