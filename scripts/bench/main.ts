import { homedir, userInfo } from "node:os";
import { parseArgs } from "node:util";
import { chalk } from "zx";
import { connectEngine } from "../../dev/docker/connect.ts";
import { engineInfo } from "../../dev/docker/info.ts";
import { apps } from "./apps.ts";
import { coldUp } from "./cold-up.ts";
import { detection } from "./detection.ts";
import { downAll } from "./down.ts";
import { fixtures } from "./fixtures.ts";
import { graphRow } from "./graph.ts";
import { interrupt } from "./interrupt.ts";
import { k3d } from "./k3d.ts";
import { keys } from "./keys.ts";
import { lokiDelay } from "./loki.ts";
import { logs } from "./logs.ts";
import { machineWith } from "./measure/machine.ts";
import { formatReport, reportLine } from "./measure/report.ts";
import { memory } from "./memory.ts";
import { noOp } from "./no-op.ts";
import { observability } from "./observability.ts";
import { parityRun } from "./parity-run.ts";
import { parity } from "./parity.ts";
import { resetRow } from "./reset.ts";
import type { Row } from "./row.ts";
import { seed } from "./seed.ts";
import { slopeOfServices } from "./slope.ts";
import { snapshotRow } from "./snapshot.ts";
import { engineApi } from "./stack/engine-api.ts";
import { startUp } from "./start-up.ts";
import { versus } from "./versus.ts";
import { warmUp } from "./warm-up.ts";

/**
 * Benchmarks, one file a row: `npm run bench [row…] [-- --runs N]`. Each prints a table and one JSON line. A benchmark
 * never fails because of a number: it shows, it does not judge. docs/benchmarks.md says what each row means.
 */
const ROWS: readonly Row[] = [warmUp, coldUp, versus, noOp, detection, startUp, slopeOfServices, interrupt, downAll, keys, memory, observability, lokiDelay, logs, seed, k3d, resetRow, snapshotRow, fixtures, parity, parityRun, graphRow, apps];
const RUNS = 10;
const INTERRUPTED = 130;
const ANSWERS_WITHIN_MS = 10_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { runs: { type: "string" } } });
const unknown = positionals.filter((name) => !ROWS.some(({ id }) => id === name));
const runs = values.runs === undefined ? undefined : Number(values.runs);
if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
  console.error(`--runs ${values.runs} is no number of runs: it must be 1 or more.`);
  process.exitCode = 2;
} else if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". Known:\n${ROWS.map(({ id, title }) => `  ${id.padEnd(15)}${title}`).join("\n")}`);
  process.exitCode = 2;
} else {
  await runRows(ROWS.filter(({ id }) => positionals.length === 0 || positionals.includes(id)));
}

async function runRows(rows: readonly Row[]): Promise<void> {
  const interruption = new AbortController();
  process.on("SIGINT", () => interruption.abort(new Error("interrupted")));
  process.on("SIGTERM", () => interruption.abort(new Error("interrupted")));
  const engine = await connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });
  const api = engineApi(engine.socket);
  const machine = await machineWith(engine.version, (await engineInfo(engine.socket, ANSWERS_WITHIN_MS)).DockerRootDir);
  try {
    for (const row of rows) {
      console.log(chalk.bold(`${row.id}  ${row.title}`));
      await using cleanup = new AsyncDisposableStack();
      const report = await row.run({ engine, api, runs: runs ?? row.runs ?? RUNS, signal: interruption.signal, cleanup, say: (text) => console.error(text) });
      console.log(`${formatReport(report)}\n\n${reportLine(row.id, report, machine)}\n`);
    }
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  } finally {
    api.close();
  }
}
