import { expect, test } from "vitest";
import { isolatedByOwner } from "../../../dev/data/isolation/by-owner.ts";
import { formatLease, leaseOwner, newLease } from "../../../dev/data/isolation/lease.ts";
import type { Leftover } from "../../../dev/data/isolation/swept.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 12, minutes));
const PLACE = "boot:pid:[1]";
const owner = (pid: number, startedAt: string, place = PLACE) => leaseOwner({ pid, startedAt }, place);
const thing = (kind: Leftover["kind"], name: string): Leftover => ({ store: "postgres", kind, name });

test("what is isolated is told by its process: one that lives, one that is dead, one that nobody here can look for", async () => {
  const [living, dead, strange] = [owner(7, "seven"), owner(8, "eight"), owner(7, "seven", "another machine")];
  const found = [
    thing("database", formatLease(newLease(living, at(5)), "_")),
    thing("topic", `${formatLease(newLease(living, at(1)), "-")}-orders`),
    thing("database", formatLease(newLease(dead, at(2)), "_")),
    thing("bucket", formatLease(newLease(strange, at(3)), "-")),
    thing("template", "neotool~tests-0123"),
  ];
  const told = await isolatedByOwner(found, living.place, async (pid) => (pid === 7 ? "seven" : "another process with that number"));
  expect(told.map(({ pid, owner: state, since, things }) => [pid, state, since, things.map(({ kind }) => kind)])).toEqual([
    [7, "lives", at(1).toISOString(), ["database", "topic"]],
    [8, "dead", at(2).toISOString(), ["database"]],
    [7, "elsewhere", at(3).toISOString(), ["bucket"]],
  ]);
});
