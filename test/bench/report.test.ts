import { expect, test } from "vitest";
import { formatReport, ratioOf, reportLine, type Figure, type Report } from "../../scripts/bench/measure/report.ts";

const ours = [100, 110, 120];
const theirs = [200, 220, 240];
const report: Report = {
  measures: [{ name: "ours", samples: ours }, { name: "theirs", samples: theirs }, { name: "never ran", samples: [] }],
  figures: [ratioOf("ours / theirs", ours, theirs, { must: 0.6, stretch: 0.45 })],
  notes: ["a note"],
};
const machine = { cores: 2, memoryGiB: 8, engine: "29.0.0", node: "24.0.0", platform: "linux/x64", date: "2026-11-21", hasJournal: true };

const verdict = (over: Partial<Figure>) => formatReport({ measures: [], figures: [{ name: "x", value: 1, interval: null, unit: "×", must: 1, ...over }] });

test("the table shows how many runs there were, their middle and their tail, and the target", () => {
  expect(formatReport(report)).toMatchInlineSnapshot(`
    "            n   median   p95      min      max
    ours        3   110 ms   119 ms   100 ms   120 ms
    theirs      3   220 ms   238 ms   200 ms   240 ms
    never ran   0

                    value    95 % interval     must      stretch
    ours / theirs   0.50 ×   0.42 × – 0.60 ×   ≤ 0.6 ×   ≤ 0.45 ×   met

    a note"
  `);
});

test("a target inside the interval is neither met nor missed", () => {
  expect(verdict({ interval: { low: 0.9, high: 1.1 } })).toContain("unclear");
  expect(verdict({ interval: { low: 1.01, high: 1.1 } })).toContain("not met");
  expect(verdict({ value: 1 })).toMatch(/\bmet$/m);
});

test("the line for programs is one line of JSON with the machine in it", () => {
  const line = reportLine("g3", report, machine);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({
    bench: "g3",
    measures: [{ name: "ours", unit: "ms", n: 3, median: 110, p95: 119 }, { name: "theirs", n: 3 }, { name: "never ran", n: 0 }],
    figures: [{ name: "ours / theirs", value: 0.5, must: 0.6, stretch: 0.45, verdict: "met" }],
    machine: { cores: 2, engine: "29.0.0" },
  });
});
