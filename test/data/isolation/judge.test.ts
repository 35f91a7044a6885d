import { expect, test } from "vitest";
import { judgeAll, judgeByOwner, ownLeaseOwner } from "../../../dev/data/isolation/judge.ts";
import { formatLease, leaseOwner, newLease } from "../../../dev/data/isolation/lease.ts";
import { systemClock } from "../../../dev/platform/clock.ts";

test("this process's own things are kept, those of a dead process in the same place are over, and strangers' are nobody's business", async () => {
  const own = await ownLeaseOwner();
  const now = systemClock.date();
  const isOver = judgeByOwner(own.place, systemClock);
  const names = [formatLease(newLease(own, now, -10), "_"), formatLease(newLease({ ...own, started: "000000" }, now), "_"), formatLease(newLease({ ...own, pid: 2 ** 22 + 1 }, now), "-"), "neotool_db", "orders"];
  expect(await Promise.all(names.map(isOver))).toEqual([false, true, true, false, false]);
  expect(await Promise.all(names.map(judgeAll))).toEqual([true, true, true, false, false]);
});

test("each process is looked for once, and none of another place", async () => {
  const looked: number[] = [];
  const owner = leaseOwner({ pid: 7, startedAt: "then" }, "here");
  const isOver = judgeByOwner(owner.place, systemClock, async (pid) => {
    looked.push(pid);
    return "then";
  });
  const now = systemClock.date();
  const names = [newLease(owner, now), newLease(owner, now), newLease({ ...owner, pid: 8 }, now), newLease({ ...owner, place: "zzzzzz", pid: 9 }, now)].map((lease) => formatLease(lease, "-"));
  expect(await Promise.all(names.map(isOver))).toEqual([false, false, false, false]);
  expect(looked).toEqual([7, 8]);
});
