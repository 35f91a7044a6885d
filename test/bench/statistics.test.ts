import { expect, test } from "vitest";
import { bootstrap, median, p95, quantile, seededRandom, slope } from "../../scripts/bench/measure/statistics.ts";

test("the median of an even number of samples lies between the two in the middle", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([9])).toBe(9);
});

test("a quantile lies between two samples where it falls there, and does not change their order", () => {
  const samples = [50, 10, 40, 20, 30];
  expect(quantile(samples, 0)).toBe(10);
  expect(quantile(samples, 1)).toBe(50);
  expect(p95(samples)).toBe(48);
  expect(samples).toEqual([50, 10, 40, 20, 30]);
});

test("nothing measured has no median", () => {
  expect(() => median([])).toThrow("no samples");
});

test("the interval of a ratio holds the ratio, and excludes 1 where one is plainly larger", () => {
  const ours = [200, 205, 198, 202, 207, 201, 199, 203, 204, 200];
  const theirs = [100, 102, 99, 101, 103, 98, 100, 102, 101, 97];
  const { low, high } = bootstrap({ ours, theirs }, (drawn) => median(drawn.ours) / median(drawn.theirs));
  expect(low).toBeGreaterThan(1.9);
  expect(low).toBeLessThan(2.01);
  expect(high).toBeGreaterThan(2.01);
  expect(high).toBeLessThan(2.1);
});

test("few and far samples have a wide interval", () => {
  const { low, high } = bootstrap({ samples: [1, 100] }, ({ samples }) => median(samples));
  expect(low).toBe(1);
  expect(high).toBe(100);
});

test("the same samples give the same interval", () => {
  const interval = () => bootstrap({ samples: [1, 2, 5, 9, 3] }, ({ samples }) => median(samples));
  expect(interval()).toEqual(interval());
});

test("drawn numbers are spread evenly from 0 to 1", () => {
  const random = seededRandom(7);
  const numbers = Array.from({ length: 10_000 }, random);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  expect(numbers.reduce((sum, number) => sum + number, 0) / numbers.length).toBeCloseTo(0.5, 1);
});

test("the slope is what one more costs, whatever is always paid", () => {
  expect(slope([5, 10, 20, 40].map((x) => ({ x, y: 700 + 140 * x })))).toBeCloseTo(140);
});
