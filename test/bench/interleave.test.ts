import { expect, test } from "vitest";
import { interleave, type Arm } from "../../scripts/bench/measure/interleave.ts";

const signal = new AbortController().signal;

/** Arms that write down when they are prepared and run, and measure how often they ran. */
const armsOf = (names: readonly string[]) => {
  const order: string[] = [];
  const arms = names.map((name): Arm => {
    let runs = 0;
    return {
      name,
      prepare: async () => void order.push(`(${name}`),
      run: async () => {
        order.push(`${name})`);
        return { ms: runs++ };
      },
    };
  });
  return { arms, order };
};

test("arms take turns as A B B A A B, each prepared before its run", async () => {
  const { arms, order } = armsOf(["a", "b"]);
  await interleave(arms, 2, signal);
  expect(order.join(" ")).toBe("(a a) (b b) (b b) (a a) (a a) (b b)");
});

test("the first round warms up and does not count", async () => {
  const { arms } = armsOf(["a", "b"]);
  const measured = await interleave(arms, 3, signal);
  expect(measured.of("a")).toEqual([1, 2, 3]);
  expect(measured.of("b")).toEqual([1, 2, 3]);
  expect(measured.of("c")).toEqual([]);
});

test("an arm may measure several things at once", async () => {
  const measured = await interleave([{ name: "a", run: async () => ({ up: 1, down: 2 }) }], 1, signal);
  expect(measured.names("a")).toEqual(["up", "down"]);
  expect(measured.of("a", "down")).toEqual([2]);
});

test("after Ctrl+C nothing more is run", async () => {
  const controller = new AbortController();
  const { arms, order } = armsOf(["a", "b"]);
  const [first] = arms;
  const interrupting: readonly Arm[] = first ? [{ ...first, run: async () => (controller.abort(new Error("interrupted")), { ms: 0 }) }, ...arms.slice(1)] : [];
  await expect(interleave(interrupting, 5, controller.signal)).rejects.toThrow("interrupted");
  expect(order).toEqual(["(a"]);
});
