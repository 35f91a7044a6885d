import { expect, test } from "vitest";
import { formatLease, isOver, LEASE_SECONDS, leaseOwner, newLease, parseLease, startedHash } from "../../../dev/data/isolation/lease.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const owner = leaseOwner({ pid: 4711, startedAt: "boot:123456" }, "boot:pid:[1]");

test("a name says whose a thing is and until when, with either separator, and reads back the same", () => {
  for (let round = 0; round < 2000; round += 1) {
    const pid = 1 + Math.floor(Math.random() * 4_194_304);
    const lease = newLease(leaseOwner({ pid, startedAt: `${Math.random()}` }, `${Math.random()}`), new Date(NOW.getTime() + round * 86_400_000), 1 + round);
    for (const separator of ["-", "_"] as const) expect(parseLease(formatLease(lease, separator))).toEqual(lease);
  }
});

test("a name fits every store: lower case, digits and one separator, with room for what comes behind it", () => {
  const longest = newLease({ pid: 2 ** 31 - 1, started: "zzzzzz", place: "zzzzzz" }, new Date("2126-01-01"));
  for (const separator of ["-", "_"] as const) {
    const name = formatLease(longest, separator);
    expect(name).toMatch(separator === "-" ? /^[a-z0-9-]+$/ : /^[a-z0-9_]+$/);
    expect(`${name}${separator}saved`.length).toBeLessThanOrEqual(63);
  }
});

test("what comes behind a name is not read, and what only looks like one is nobody's", () => {
  const name = formatLease(newLease(owner, NOW), "-");
  expect(parseLease(`${name}-orders.created`)).toEqual(parseLease(name));
  const other = formatLease(newLease(owner, NOW), "_");
  const none = ["", "orders", "nt-test-", name.slice(1), name.slice(0, -1), `${name}x`, name.replace("nt-test-", "nt_test-"), `my-${name}`, name.toUpperCase(), other.replaceAll("_", "."), "nt-test-0-aaaaaa-aaaaaa-tcx5c0-aaaaaaaa"];
  expect(none.map(parseLease)).toEqual(none.map(() => undefined));
});

test("a thousand names of one owner in one moment are a thousand", () => {
  expect(new Set(Array.from({ length: 1000 }, () => formatLease(newLease(owner, NOW), "_"))).size).toBe(1000);
});

test("in one place the owner's life decides, whatever any clock says", () => {
  const lease = newLease(owner, NOW);
  const started = startedHash("boot:123456");
  for (const now of [NOW, new Date("1990-01-01"), new Date("2090-01-01")]) {
    expect(isOver(lease, { place: owner.place, now, started })).toBe(false);
    expect(isOver(lease, { place: owner.place, now, started: undefined })).toBe(true);
    expect(isOver(lease, { place: owner.place, now, started: startedHash("boot:999") })).toBe(true);
  }
});

test("of an owner in another place only the time counts: a number that is not there says nothing", () => {
  const lease = newLease(owner, NOW);
  const elsewhere = { place: leaseOwner({ pid: 1, startedAt: "" }, "another boot").place, started: undefined };
  const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  expect(isOver(lease, { ...elsewhere, now: after(LEASE_SECONDS - 1) })).toBe(false);
  expect(isOver(lease, { ...elsewhere, now: after(LEASE_SECONDS + 1) })).toBe(true);
  expect(isOver(lease, { ...elsewhere, now: after(-86_400) })).toBe(false);
});
