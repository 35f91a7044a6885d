import { expect, inject, test } from "vitest";
import type { IsolatedBy } from "../../dev/data/isolation/by-owner.ts";
import { judgeByOwner, ownLeaseOwner } from "../../dev/data/isolation/judge.ts";
import { LEASE_SECONDS } from "../../dev/data/isolation/lease.ts";
import { findLeftovers, sweepIsolated } from "../../dev/data/isolation/sweep.ts";
import type { Leftover } from "../../dev/data/isolation/swept.ts";
import { connectEngine } from "../../dev/docker/connect.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { systemClock, type Clock } from "../../dev/platform/clock.ts";
import { sweepInstances } from "../../dev/wiring/data/isolation/leftovers.ts";
import { readLedger } from "../../dev/wiring/ledger.ts";
import { realSurroundings } from "../../dev/wiring/surroundings.ts";
import { envelope, neotool } from "../support/cli.ts";
import { isolationAt, isolationWorker, storesAt } from "../support/isolation.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { sqlValue } from "../support/sql.ts";
import { until } from "../support/until.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const { workingCopy } = inject("stack");
const { signal } = new AbortController();

/** By that much another clock is ahead; behind, where it is negative. */
const skewed = (seconds: number): Clock => ({ ...systemClock, date: () => new Date(Date.now() + seconds * 1000) });

const own = await ownLeaseOwner();
/** The same process, as seen from another container or another machine. */
const elsewhere = { ...own, place: "zzzzzz" };

const leftovers = async (clock: Clock = systemClock, place = own.place): Promise<readonly Leftover[]> => {
  const { found, errors } = await findLeftovers(await storesAt(workingCopy), { isOver: judgeByOwner(place, clock) }, clock, signal);
  expect(errors).toEqual([]);
  return found;
};

const sweep = async (clock: Clock = systemClock): Promise<readonly Leftover[]> => {
  const { found, errors } = await sweepIsolated(await storesAt(workingCopy), { isOver: judgeByOwner(own.place, clock) }, clock, signal);
  expect(errors).toEqual([]);
  return found;
};

/** In which stores something was found. */
const storesOf = (found: readonly Leftover[]): readonly string[] => [...new Set(found.map(({ store }) => store))].sort();
const EVERY_STORE = ["kafka", "minio", "postgres", "vault"];

/** A worker that dies anywhere in its work. */
const killAtRandom = async (): Promise<void> => {
  await using worker = isolationWorker(workingCopy, "hoard", String(1 + Math.floor(Math.random() * 3)));
  await worker.line();
  const moment = performance.now() + Math.random() * 60;
  await until("a moment has passed", () => performance.now() > moment);
  worker.signal("SIGKILL");
  expect(await worker.ended).toBe("SIGKILL");
};

test("whatever killed workers left is found by its names and removed; what a living one has is not touched, and an instance that does not answer keeps the others from nothing", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using living = await isolation.database();
  await Promise.all(Array.from({ length: 4 }, killAtRandom));
  const listed = envelope<{ readonly wouldRemoveLeftovers: readonly (Leftover & { readonly instance: string })[] }>(await neotool(["prune", "--dry-run", "--json"], { cwd: workingCopy }));
  expect(storesOf(listed.data.wouldRemoveLeftovers.filter(({ instance }) => instance === instanceOf(workingCopy).id))).toEqual(EVERY_STORE);
  await using stranger = await makeWorkingCopy("stranger");
  const surroundings = { ...realSurroundings(), cwd: workingCopy };
  const own = (await readLedger(await connectEngine(surroundings), "leave out")).filter((entry) => entry.workingCopy === workingCopy);
  const swept = await sweepInstances([...own.map((entry) => ({ ...entry, id: "stranger", workingCopy: stranger.path })), ...own], surroundings, signal);
  expect(swept.map(({ problems }) => problems)).toEqual([[`Nothing was brought up yet in ${stranger.path}`], []]);
  expect(swept.flatMap(({ found }) => found).length).toBeGreaterThanOrEqual(4 * 4);
  expect(await leftovers()).toEqual([]);
  expect(await sqlValue(living.direct.url, "SELECT current_database()")).toBe(living.name);
});

test("ps --all says which process has what, and for how long", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using _database = await isolation.database();
  await using _scope = await isolation.topics({ topics: ["one", "two"] });
  const { id } = instanceOf(workingCopy);
  const { data } = envelope<{ readonly instances: readonly { readonly id: string; readonly isolated: readonly IsolatedBy[] | null }[] }>(await neotool(["ps", "--all", "--json"], { cwd: workingCopy }));
  const [own] = data.instances.find((entry) => entry.id === id)?.isolated ?? [];
  expect({ ...own, since: "", things: own?.things.map(({ kind }) => kind) }).toEqual({ pid: process.pid, owner: "lives", since: "", things: ["database", "topic", "topic"] });
  expect(Math.abs(Date.now() - Date.parse(own?.since ?? ""))).toBeLessThan(120_000);
  expect((await neotool(["ps", "--all"], { cwd: workingCopy })).stdout).toMatch(new RegExp(`^${id}: 1 database, 2 topics of tests, for .*, by process ${process.pid}$`, "m"));
});

test("the next one that isolates anything sweeps that store behind its back", async () => {
  await killAtRandom();
  {
    await using isolation = await isolationAt(workingCopy);
    await Promise.all([isolation.database(), isolation.topics({ topics: [] }), isolation.bucket(), isolation.mount()]);
  }
  expect(await leftovers()).toEqual([]);
});

test("of an owner in another place only the time counts, with hours for clocks that differ", async () => {
  await using isolation = await isolationAt(workingCopy, { owner: elsewhere });
  const database = await isolation.database();
  expect(await leftovers(skewed(-86_400))).toEqual([]);
  expect(await leftovers(skewed(LEASE_SECONDS - 60))).toEqual([]);
  expect((await leftovers(skewed(LEASE_SECONDS + 60))).map(({ name }) => name)).toEqual([database.name]);
  await sweep(skewed(LEASE_SECONDS + 60));
  await database[Symbol.asyncDispose](); // it is gone, which is no failure
});

test("the clock of who has the same place is not asked: neither a day behind nor a day ahead takes anything from a living owner", async () => {
  for (const seconds of [-86_400, 86_400]) {
    await using isolation = await isolationAt(workingCopy, { clock: skewed(seconds) });
    await using _database = await isolation.database();
    await using _bucket = await isolation.bucket();
    expect([...(await leftovers()), ...(await leftovers(skewed(86_400)))]).toEqual([]);
  }
});

test("two hundred scopes of four processes at once see nothing of each other, and leave nothing", async () => {
  const [PROCESSES, EACH] = [4, 50];
  const told = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      await using worker = isolationWorker(workingCopy, "parallel", String(EACH));
      const { names, wrong }: { readonly names: readonly string[]; readonly wrong: readonly unknown[] } = JSON.parse((await worker.line()) ?? "");
      expect(await worker.ended).toBe(0);
      return { names, wrong };
    }),
  );
  expect(told.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(new Set(told.flatMap(({ names }) => names)).size).toBe(PROCESSES * EACH);
});

leavesNothingBehind(async () => (await findLeftovers(await storesAt(workingCopy), { isOver: async (name) => /^nt[-_]test/.test(name) }, systemClock, signal)).found.map(({ name }) => name));
