import { expect, test } from "vitest";
import type { Verdict } from "../../../dev/model/probe.ts";
import { followHealth } from "../../../dev/wiring/live/follow-health.ts";
import type { Health } from "../../../dev/wiring/live/live-view.ts";
import { desiredContainer } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const NOT_YET: Verdict = { ready: false, reason: "HTTP 503" };
const YES: Verdict = { ready: true };

/** Plays answers, and ends with them. */
const play = async (...answers: readonly Verdict[]) => {
  const clock = fakeClock();
  const over = new AbortController();
  const told: Health[] = [];
  let asked = 0;
  const ask = async () => {
    const answer = answers[asked] ?? YES;
    asked += 1;
    if (asked > answers.length) over.abort();
    return answer;
  };
  await followHealth(desiredContainer("app", { readyWithinSeconds: 1 }), ask, (health) => told.push(health), clock, over.signal);
  return { told, slept: clock.slept };
};

test("a service that answers is asked again a minute later, and not before", async () => {
  const { told, slept } = await play(YES, YES, YES);
  expect(told).toEqual([1, 2, 3].map(() => ({ verdict: YES, isLate: true })));
  expect(slept).toEqual([60_000, 60_000, 60_000]);
});

test("one that starts is asked often; one that stops to answer every ten seconds, until it does", async () => {
  const { told, slept } = await play(NOT_YET, YES, NOT_YET, YES);
  expect(told.map(({ verdict, isLate }) => [verdict.ready, isLate])).toEqual([[false, false], [true, true], [false, true], [true, true]]);
  expect(slept).toEqual([10, 60_000, 10_000, 60_000]);
});

test("past its patience, not yet has become no", async () => {
  const { told } = await play(...Array.from({ length: 40 }, () => NOT_YET));
  expect(told.slice(0, 2)).toEqual([{ verdict: NOT_YET, isLate: false }, { verdict: NOT_YET, isLate: true }]);
});
