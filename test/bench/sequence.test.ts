import { expect, test } from "vitest";
import { createSequence } from "../../scripts/bench/measure/sequence.ts";

const line = (name: string, number: number) => `${name} | ${String(number).padStart(9, "0")} INFO  something\n`;
const nameBefore = (text: string) => text.slice(0, text.indexOf(" "));

const taken = (...lines: readonly string[]) => {
  const sequence = createSequence(10, nameBefore);
  for (const letter of lines.join("")) sequence.take(Buffer.from(letter));
  return { received: sequence.received, misplaced: sequence.misplaced };
};

test("lines are counted by name, however their bytes come", () => {
  expect(taken(line("a", 0), line("b", 0), line("a", 1))).toEqual({ received: 3, misplaced: 0 });
});

test("a line that is missing is not made up for by one that came twice", () => {
  expect(taken(line("a", 0), line("a", 2), line("a", 2))).toEqual({ received: 2, misplaced: 1 });
});

test("a line that comes after a later one is misplaced", () => {
  expect(taken(line("a", 1), line("a", 0))).toEqual({ received: 2, misplaced: 1 });
});

test("what is no numbered line is not counted", () => {
  expect(taken("a | hello\n", line("a", 0), "a | 000000001 not finished")).toEqual({ received: 1, misplaced: 0 });
});
