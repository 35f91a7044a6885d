import { expect, test } from "vitest";
import type { Wiper } from "../../../dev/data/reset/holding.ts";
import { wipeStores, type Wiped } from "../../../dev/data/reset/wipe-stores.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const SIGNAL = new AbortController().signal;

const wiper = (store: Wiper["store"], over: Partial<Wiper> = {}): Wiper => ({ store, greet: async () => {}, holdings: async () => [], wipe: async () => [], left: async () => [], [Symbol.asyncDispose]: async () => {}, ...over });

const wipe = async (wipers: readonly Wiper[]) => {
  const reported: Wiped[] = [];
  const result = await Promise.all([...wipeStores(wipers, fakeClock(), (wiped) => reported.push(wiped), SIGNAL).values()].map(({ wiped }) => wiped));
  expect(reported).toHaveLength(wipers.length);
  return new Map(result.map((wiped) => [wiped.store, wiped]));
};

test("a store that still has something makes the reset fail, with what is left", async () => {
  const { error } = (await wipe([wiper("kafka", { left: async () => ["topic orders was not made anew"] })])).get("kafka") ?? {};
  expect(error).toMatchObject({ code: "RESET_INCOMPLETE", message: "kafka was wiped, and still has topic orders was not made anew", evidence: ["topic orders was not made anew"] });
});

test("one store that fails does not keep the others from being wiped", async () => {
  const failure = new Error("no space left");
  const results = await wipe([wiper("postgres", { wipe: () => Promise.reject(failure) }), wiper("minio", { wipe: async () => ["one object is locked"] })]);
  expect(results.get("postgres")?.error).toBe(failure);
  expect(results.get("minio")).toMatchObject({ error: undefined, notices: ["one object is locked"] });
});

test("what makes a store whole again need not wait until somebody has looked whether it is empty", async () => {
  const look = Promise.withResolvers<readonly string[]>();
  const { emptied, wiped } = wipeStores([wiper("vault", { left: () => look.promise })], fakeClock(), () => {}, SIGNAL).get("vault") ?? {};
  await emptied;
  look.resolve(["secret app"]);
  expect((await wiped)?.error).toMatchObject({ code: "RESET_INCOMPLETE" });
});
