import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { cpus, homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { $ } from "zx";
import { table } from "../../dev/cli/table.ts";
import { connectEngine } from "../../dev/docker/connect.ts";
import { engineGet } from "../../dev/docker/http.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { readLedger, residentBytes } from "../../dev/wiring/ledger.ts";

const MOST_MB = 600;
const SAMPLES = 5;
const EVERY_MS = 3_000;
const MB = 1e6;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * Resident memory of the core stack, just brought up and idle: per service the median of five samples, three seconds
 * apart. Counted as `docker stats` does: the cgroup's usage without the page cache that the kernel would give back.
 */
export const memory = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "neotool-bench-"));
  const program = join(import.meta.dirname, "..", "..", "bin", "neotool.js");
  try {
    await mkdir(join(folder, ".git"));
    const { id } = instanceOf(folder);
    const dev = $({ cwd: folder, quiet: true });
    await dev`${process.execPath} ${program} dev up`;
    const engine = await connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });
    const { socket, version } = engine;
    const ledger = await readLedger(engine, "leave out");
    const containers = ledger.find((entry) => entry.id === id)?.containers ?? [];
    const samples = new Map<string, number[]>(containers.map(({ service }) => [service, []]));
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      await delay(EVERY_MS);
      for (const container of containers) {
        const stats = await engineGet<Parameters<typeof residentBytes>[0]>(socket, `/containers/${container.id}/stats?stream=false&one-shot=true`);
        samples.get(container.service)?.push(residentBytes(stats) / MB);
      }
    }
    const services = Object.fromEntries([...samples].map(([service, values]) => [service, Math.round(median(values))]));
    const total = Object.values(services).reduce((sum, megabytes) => sum + megabytes, 0);
    console.log(table([["service", "MB"], ...Object.entries(services).map(([service, megabytes]) => [service, String(megabytes)]), ["together", `${total} (at most ${MOST_MB} wanted)`]]));
    console.log(JSON.stringify({ bench: "memory", unit: "MB", services, total, bound: MOST_MB, ratio: total / MOST_MB, samples: SAMPLES, engine: version, cores: cpus().length }));
  } finally {
    await $({ cwd: folder, quiet: true, nothrow: true })`${process.execPath} ${program} dev down --volumes --yes`;
    await rm(folder, { recursive: true, force: true });
  }
};
