import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { PostgreSqlContainer } from "@testcontainers/postgresql";
import pg from "pg";
import { GenericContainer, type StartedTestContainer } from "testcontainers";
import type { RunningStack } from "../../dev/index.ts";
import { packageRoot } from "../../dev/platform/package-root.ts";
import { interleave, timeOf, type Arm } from "./measure/interleave.ts";
import { run } from "./measure/program.ts";
import { figureOf, ratioOf, type Report } from "./measure/report.ts";
import { median, p95 } from "./measure/statistics.ts";
import type { Bench, Row } from "./row.ts";
import { makeSubject, type Subject } from "./stack/subject.ts";

const CLONED = "isolated database, behind five others";
const QUIET = "isolated database, none made ahead and nothing else at work";
const AHEAD = "isolated database, with a test between (made ahead)";
const MODULE = "fresh container by @testcontainers/postgresql";
const RAW = "fresh container by GenericContainer";
const SCOPE = "Kafka scope with three topics, ready to produce";
const ATTACH = "import and attach, in a process of its own";
const PARALLEL = "200 databases at once: each made, written and read";

const ANSWERED = "until a new client's query is answered";

const TABLES = 20;
/** The most that an isolation has ready, with what is being made. */
const MADE_AHEAD = 4;
const AT_ONCE = 200;
/** As long as the tests between take. */
const TEST_MS = 500;
const SQL = Array.from({ length: TABLES }, (_, index) => `CREATE TABLE t${index} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE, at timestamptz DEFAULT now());`).join("\n");

const ENTRY = pathToFileURL(join(packageRoot, "dist", "index.js")).href;

const ask = async (url: string, text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Readonly<Record<string, unknown>>>(text)).rows;
  } finally {
    await client.end();
  }
};

/** Until it answers for as long as it takes: the image serves nobody over TCP while it makes the cluster. */
const askUntil = async (url: string, text: string): Promise<void> => {
  for (;;) {
    try {
      return void (await ask(url, text));
    } catch {
      await delay(20);
    }
  }
};

/** What a fresh container is started by, and how its database is reached. */
const containerArm = (name: string, start: () => Promise<{ readonly container: StartedTestContainer; readonly url: string }>): Arm => {
  let last: StartedTestContainer | undefined;
  const away = async () => void (await last?.stop());
  return {
    name,
    prepare: away,
    run: async () => {
      const ms = await timeOf(async () => {
        const { container, url } = await start();
        last = container;
        await askUntil(url, SQL);
      });
      await away();
      last = undefined;
      return { ms };
    },
  };
};

const containerArms = (image: string): readonly Arm[] => [
  containerArm(MODULE, async () => {
    const container = await new PostgreSqlContainer(image).start();
    return { container, url: container.getConnectionUri() };
  }),
  containerArm(RAW, async () => {
    const container = await new GenericContainer(image).withEnvironment({ POSTGRES_PASSWORD: "bench" }).withExposedPorts(5432).start();
    return { container, url: `postgresql://postgres:bench@${container.getHost()}:${container.getMappedPort(5432)}/postgres` };
  }),
];

const stackArms = (stack: RunningStack, open: () => Promise<RunningStack>, subject: Subject, migrate: string, bench: Bench): readonly Arm[] => {
  const database = async (of: RunningStack): Promise<{ readonly ms: number; readonly [ANSWERED]: number }> => {
    const began = performance.now();
    await using one = await of.postgres.database({ migrate });
    const ms = performance.now() - began;
    await ask(one.direct.url, "SELECT count(*) FROM t0");
    return { ms, [ANSWERED]: performance.now() - began };
  };
  /** More than are ever ready, held while the next one is made for who waits. */
  let taken: readonly AsyncDisposable[] = [];
  const drain = async (): Promise<void> => {
    await Promise.all(taken.map((one) => one[Symbol.asyncDispose]()));
    taken = await Promise.all(Array.from({ length: MADE_AHEAD + 1 }, () => stack.postgres.database({ migrate })));
  };
  /** Of who has asked once nothing is made ahead: its second database is made while it waits, by connections that are there. */
  let once: RunningStack | undefined;
  const askOnce = async (): Promise<void> => {
    await once?.stop();
    once = await open();
    await (await once.postgres.database({ migrate }))[Symbol.asyncDispose]();
    await delay(TEST_MS); // behind the first of a handle, what dead ones left is looked for
  };
  bench.cleanup.defer(async () => void (await once?.stop()));
  const script = `const began = performance.now(); const { useStack } = await import(${JSON.stringify(ENTRY)}); const stack = await useStack({ services: ["postgres"] }); console.log(performance.now() - began); await stack.stop();`;
  return [
    { name: QUIET, prepare: askOnce, run: () => database(once ?? stack) },
    { name: CLONED, prepare: drain, run: () => database(stack) },
    { name: AHEAD, prepare: () => delay(TEST_MS), run: () => database(stack) },
    {
      name: SCOPE,
      run: async () => {
        const began = performance.now();
        await using scope = await stack.kafka.scope({ topics: ["orders.created", "orders.paid", "orders.sent"] });
        return { ms: performance.now() - began, topics: scope.topics.length };
      },
    },
    {
      name: ATTACH,
      run: async () => {
        const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: subject.project.instance.workingCopy, env: { NEOTOOL_STACK: "attach" }, signal: bench.signal });
        return { ms: Number(stdout) };
      },
    },
  ];
};

interface Crowd {
  readonly ms: number;
  readonly perSecond: number;
  readonly crossTalk: number;
  readonly leaks: number;
}

/** Two hundred tests at once: each writes its number, and reads what is there. */
const crowd = async (stack: RunningStack, migrate: string): Promise<Crowd> => {
  const began = performance.now();
  const databases = await Promise.all(Array.from({ length: AT_ONCE }, () => stack.postgres.database({ migrate })));
  const made = performance.now() - began;
  let crossTalk = 0;
  const queue = [...databases.entries()];
  const worker = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const [index, { direct }] = next;
      await ask(direct.url, `INSERT INTO t0 (name) VALUES ('${index}')`);
      const names = await ask(direct.url, "SELECT name FROM t0");
      if (names.length !== 1 || names[0]?.name !== String(index)) crossTalk += 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  const ms = performance.now() - began;
  await Promise.all(databases.map((database) => database[Symbol.asyncDispose]()));
  const names = databases.map(({ name }) => `'${name}'`).join(",");
  const [left] = await ask(stack.connection("postgres").uri, `SELECT count(*)::int AS left FROM pg_database WHERE datname IN (${names})`);
  return { ms, perSecond: (AT_ONCE / made) * 1000, crossTalk, leaks: Number(left?.left) };
};

const measure = async (bench: Bench): Promise<Report> => {
  process.env.TESTCONTAINERS_RYUK_DISABLED = "true"; // each arm removes its own: a reaper's start is no part of a container's
  const subject = await makeSubject("fixtures", bench, { only: ["postgres", "kafka"] });
  await subject.dev(subject.up);
  const cwd = subject.project.instance.workingCopy;
  const migrate = join(cwd, "migrations");
  await mkdir(migrate);
  await writeFile(join(migrate, "V1__tables.sql"), SQL);
  const { useStack, images }: typeof import("../../dev/index.ts") = await import(ENTRY);
  const open = () => useStack({ cwd, services: ["postgres", "kafka"] });
  const stack = await open();
  bench.cleanup.defer(async () => void (await stack.stop()));
  const image = await images.reference("postgres");
  const arms = [...stackArms(stack, open, subject, migrate, bench), ...containerArms(image)];
  const measured = await interleave(arms, bench.runs, bench.signal, (arm, at, { ms = 0 }) => bench.say(`run ${at} of ${bench.runs}: ${arm}: ${Math.round(ms)} ms`));
  const crowds = [await crowd(stack, migrate), await crowd(stack, migrate), await crowd(stack, migrate)];
  const count = (of: (one: Crowd) => number) => crowds.reduce((sum, one) => sum + of(one), 0);
  return {
    measures: [
      ...arms.map(({ name }) => ({ name, samples: measured.of(name) })),
      ...[QUIET, CLONED].map((name) => ({ name: `${name}, ${ANSWERED}`, samples: measured.of(name, ANSWERED) })),
      { name: PARALLEL, samples: crowds.map(({ ms }) => ms) },
      { name: "of these: databases made", unit: "/s", samples: crowds.map(({ perSecond }) => perSecond) },
    ],
    figures: [
      figureOf("isolated database p50", measured.of(QUIET), median, { must: 80 }),
      figureOf("isolated database p95", measured.of(QUIET), p95, { must: 200 }),
      figureOf("behind five others, p50", measured.of(CLONED), median, { must: 80 }),
      figureOf("behind five others, p95", measured.of(CLONED), p95, { must: 200 }),
      figureOf("made ahead, p50", measured.of(AHEAD), median, { must: 15 }),
      ratioOf("isolated database / fresh container by the module, both answering", measured.of(QUIET, ANSWERED), measured.of(MODULE), { must: 1 / 25 }),
      ratioOf("isolated database / fresh container by GenericContainer, both answering", measured.of(QUIET, ANSWERED), measured.of(RAW)),
      figureOf("Kafka scope p50", measured.of(SCOPE), median, { must: 250 }),
      figureOf("attach with import p50", measured.of(ATTACH), median, { must: 150 }),
      { name: "databases that saw another's data", value: count(({ crossTalk }) => crossTalk), interval: null, unit: "", must: 0 },
      { name: "databases that were left", value: count(({ leaks }) => leaks), interval: null, unit: "", must: 0 },
    ],
    notes: [`${TABLES} tables by a migration; a container counts until a query of a client that has just connected is answered. The same image, ${image}; the containers' own start and migrations are theirs.`],
  };
};

/** A part of a running stack for a test, against a container for it. */
export const fixtures: Row = { id: "fixtures", title: "isolated databases and topics, attaching: against a fresh container by Testcontainers", runs: 20, run: measure };
