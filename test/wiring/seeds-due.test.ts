import { expect, test } from "vitest";
import { EMPTY_STATE } from "../../dev/instance/state.ts";
import { instanceOf, volumeName } from "../../dev/model/instance.ts";
import type { Plan } from "../../dev/planner/operation.ts";
import { noteSeedsDue } from "../../dev/wiring/data/seeds-due.ts";

const instance = instanceOf("/home/dev/shop");
const making = (volume: string): Plan => [{ id: 1, op: { kind: "create-volume", volume: volumeName(instance, volume) }, cause: "not found", after: [] }];
const isDue = (plan: Plan, onFirstUp: readonly string[] = ["demo"]) => noteSeedsDue({ instance, config: { seeds: { onFirstUp: [...onFirstUp] } } }, plan, EMPTY_STATE).seedsDue === true;

test("seeds are due where a volume of a store that is seeded is made", () => {
  expect(isDue(making("postgres-data"))).toBe(true);
  expect(isDue(making("minio-data"))).toBe(true);
});

test("seeds are not due for other volumes, for none, and where the config names no dataset", () => {
  expect(isDue(making("grafana-data"))).toBe(false);
  expect(isDue([])).toBe(false);
  expect(isDue(making("postgres-data"), [])).toBe(false);
});

test("what was due stays due until it is done", () => {
  expect(noteSeedsDue({ instance, config: { seeds: { onFirstUp: ["demo"] } } }, [], { ...EMPTY_STATE, seedsDue: true }).seedsDue).toBe(true);
});
