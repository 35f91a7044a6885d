import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import { render } from "ink-testing-library";
import { expect, onTestFinished, test } from "vitest";
import { TOP_HOTKEYS } from "../../dev/ui/top/hotkeys.ts";
import { LiveTop } from "../../dev/ui/top/LiveTop.tsx";
import { createTopSession } from "../../dev/ui/top/session.ts";
import { TopScreen } from "../../dev/ui/top/TopScreen.tsx";
import type { TopModel, TopState } from "../../dev/ui/top/top-state.ts";
import { figure, statsOf, usageOf } from "../support/builders.ts";
import { ASCII, UNICODE } from "../support/screen.ts";

const MIB = 1024 * 1024;
const NOW = Date.parse("2026-11-20T10:05:00Z");

const SERVICES = [
  usageOf("kafka", { stats: statsOf({ cpuPercent: 0.4, memoryBytes: 300 * MIB, memoryLimitBytes: 640 * MIB }), figures: [figure("consumer lag", 12, { short: "lag" }), figure("messages a second", 3, { short: "msg", unit: "per-second" })] }),
  usageOf("postgres", { stats: statsOf({ cpuPercent: 101, sentPerSecond: 25_000 }), figures: [figure("connections", 7, { short: "conn" }), figure("cache hits", 0.999, { short: "hit", unit: "ratio" })] }),
  usageOf("pgbouncer-exporter", { stats: statsOf({ cpuPercent: null, receivedPerSecond: null, sentPerSecond: null, memoryBytes: 8 * MIB, memoryLimitBytes: 64 * MIB }) }),
  usageOf("vault", { startedAt: null, stats: null, figures: [figure("leases", null)] }),
];

const topModel = (ui: Partial<TopState> = {}): TopModel => ({ instance: "shop-3fa9c1", services: SERVICES, now: NOW, ui: { selected: null, sort: "stack", banner: null, ...ui } });

const frame = (model: TopModel, [columns, rows]: readonly [number, number], style = UNICODE): readonly string[] =>
  stripVTControlCharacters(renderToString(<TopScreen model={model} columns={columns} rows={rows} style={style} />, { columns }))
    .split("\n")
    .map((line) => line.trimEnd());

test("at 80x24: a row for each service, the numbers of the first, the keys", () => {
  expect(frame(topModel(), [80, 24])).toEqual([
    "neotool dev top  shop-3fa9c1                                  CPU 101 %, 451 MiB",
    " SERVICE              CPU %   MEMORY MiB     IN/s    OUT/s  NUMBERS",
    " kafka                  0.4    300 / 640   1.2 kB      0 B  12 lag  3.0 msg/s",
    " postgres               101    143 / 512   1.2 kB  25.0 kB  7 conn  99.9 % hit",
    " pgbouncer-exporter       -       8 / 64        -        -",
    " vault                    -            -        -        -  -",
    "── usage of kafka ──────────────────────────────────────────────────────────────",
    "CPU                0.4 % of a processor",
    "memory             300 of 640 MiB (47 %)",
    "network            1.2 kB a second in, 0 B out",
    "up                 5 min",
    "consumer lag       12",
    "messages a second  3.0",
    ...Array.from({ length: 9 }, () => ""),
    " up above  down below  c by CPU  m by memory  n by network  s as started  q quit",
  ]);
});

test("wider, it says how long each runs; narrower, the columns that matter least go first", () => {
  expect(frame(topModel(), [100, 24])[1]).toBe(" SERVICE              CPU %   MEMORY MiB     IN/s    OUT/s           UP  NUMBERS");
  expect(frame(topModel(), [100, 24])[2]).toContain("5 min  12 lag");
  expect(frame(topModel(), [70, 24])[1]).toBe(" SERVICE              CPU %   MEMORY MiB     IN/s  NUMBERS");
  expect(frame(topModel(), [50, 24])[1]).toBe(" SERVICE              CPU %   MEMORY MiB     IN/s");
  expect(frame(topModel(), [30, 24])[1]).toBe(" SERVICE              CPU %");
});

const orderOf = (ui: Partial<TopState>) => frame(topModel(ui), [80, 24]).slice(2, 6).map((line) => line.slice(1).split(" ")[0]);

test("it is sorted as was asked, the largest first, and what is not known last; the head says by what", () => {
  expect(orderOf({ sort: "cpu" })).toEqual(["postgres", "kafka", "pgbouncer-exporter", "vault"]);
  expect(orderOf({ sort: "memory" })).toEqual(["kafka", "postgres", "pgbouncer-exporter", "vault"]);
  expect(orderOf({ sort: "network" })).toEqual(["postgres", "kafka", "pgbouncer-exporter", "vault"]);
  expect(frame(topModel({ sort: "memory" }), [80, 24])[0]).toMatch(/by memory$/);
});

test("with few rows those around the selected one are shown, and its numbers keep a row", () => {
  const lines = frame(topModel({ selected: "vault" }), [80, 8]);
  expect(lines).toHaveLength(7);
  expect(lines.slice(2, 6)).toEqual([" pgbouncer-exporter       -       8 / 64        -        -", "▸vault                    -            -        -        -  -", "── usage of vault ──────────────────────────────────────────────────────────────", "CPU                -"]);
});

test("a frame is shorter than the screen and no line is wider, whatever the size", () => {
  for (const columns of [10, 40, 80, 200]) {
    for (const rows of [3, 5, 10, 24]) {
      const lines = frame(topModel({ banner: "The engine went away. Trying again. ".repeat(4) }), [columns, rows]);
      expect(lines.length, `${columns}x${rows}`).toBeLessThanOrEqual(Math.max(1, rows - 1));
      expect(Math.max(...lines.map((line) => line.length)), `${columns}x${rows}`).toBeLessThanOrEqual(columns);
    }
  }
});

test("without UTF-8 every sign is ASCII", () => {
  expect(frame(topModel({ selected: "kafka" }), [80, 24], ASCII).join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
});

test("no key means two things", () => {
  const keys = TOP_HOTKEYS.flatMap((hotkey) => hotkey.keys);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("keys sort, select and leave", async () => {
  const session = createTopSession("shop-3fa9c1", SERVICES, NOW);
  let left = 0;
  const screen = render(<LiveTop session={session} style={UNICODE} onLeave={() => (left += 1)} />);
  onTestFinished(() => screen.unmount());
  const shows = (text: RegExp) => expect.poll(() => screen.lastFrame()).toMatch(text);
  await shows(/usage of kafka/);
  screen.stdin.write("c");
  await shows(/by CPU\n/);
  screen.stdin.write("\u001b[B");
  await shows(/▸postgres[^]*usage of postgres/);
  screen.stdin.write("\u001b[B");
  await shows(/▸kafka[^]*usage of kafka/); // down in the order that is seen
  session.show([usageOf("kafka", { stats: statsOf({ cpuPercent: 55.5 }) })], NOW);
  await shows(/▸kafka +55\.5/);
  screen.stdin.write("q");
  screen.stdin.write("\u0003");
  await expect.poll(() => left).toBe(2);
});
