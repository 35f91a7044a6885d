import { expect, test } from "vitest";
import { lokiEntries, type LokiEntry, type LokiQuery } from "../../../dev/data/loki/query-range.ts";
import { failureOf } from "../../support/failure.ts";
import { fakeLoki } from "../../support/fake-loki.ts";
import { linesOf } from "../../support/log-lines.ts";

const URL = "http://127.0.0.1:3100";
const START = 1_795_168_800_000_000_000n;

const entry = (offset: number, line: string, stream = "stdout"): LokiEntry => ({ ns: String(START + BigInt(offset)), labels: { service: "kafka", stream }, line });

const query = (over: Partial<LokiQuery> = {}): LokiQuery => ({ query: '{service="kafka"}', start: START, end: START + 1_000_000n, direction: "forward", pageSize: 3, ...over });

const linesIn = async (entries: readonly LokiEntry[], over: Partial<LokiQuery> = {}) => (await linesOf(lokiEntries(URL, query(over), fakeLoki(entries).get))).map(({ line }) => line);

test("pages are put together to all lines of the period, in order", async () => {
  const entries = Array.from({ length: 20 }, (_, index) => entry(index * 10, `line ${index}`));
  expect(await linesIn(entries)).toEqual(entries.map(({ line }) => line));
  expect(await linesIn(entries, { direction: "backward" })).toEqual(entries.map(({ line }) => line).reverse());
  expect(await linesIn(entries, { start: START + 50n, end: START + 80n })).toEqual(["line 5", "line 6", "line 7"]);
});

test.each([1, 2, 3, 4, 5, 7, 100])("lines of one moment are neither lost nor doubled where a page of %i ends among them", async (pageSize) => {
  const moments = [0, 0, 0, 5, 5, 9, 9, 9, 9, 12, 13, 13];
  const entries = moments.map((moment, index) => entry(moment, `line ${index}`, index % 2 === 0 ? "stdout" : "stderr"));
  for (const direction of ["forward", "backward"] as const) {
    const lines = await linesIn(entries, { pageSize, direction });
    expect(lines.toSorted()).toEqual(entries.map(({ line }) => line).toSorted());
  }
});

test("the same text at the same moment in both streams is two lines", async () => {
  expect(await linesIn([entry(1, "twice"), entry(1, "twice", "stderr"), entry(2, "end")], { pageSize: 1 })).toEqual(["twice", "twice", "end"]);
});

test("a moment with more lines than a page is asked for with a larger one, and only that", async () => {
  const loki = fakeLoki([...Array.from({ length: 5 }, (_, index) => entry(1, `line ${index}`)), entry(2, "a"), entry(3, "b")]);
  expect((await linesOf(lokiEntries(URL, query({ pageSize: 2 }), loki.get))).length).toBe(7);
  expect(loki.limits).toEqual([2, 2, 4, 8]);
});

test("where Loki gives no larger page, it is said and no line is left out in silence", async () => {
  const loki = fakeLoki(Array.from({ length: 9 }, (_, index) => entry(1, `line ${index}`)), 4);
  expect(await failureOf(linesOf(lokiEntries(URL, query({ pageSize: 2 }), loki.get)))).toMatchObject({
    code: "COMMAND_FAILED",
    message: `Loki at ${URL} answered HTTP 400: max entries limit per query exceeded, limit > max_entries_limit (8 > 4)`,
  });
});

test("nothing there is nothing given", async () => {
  expect(await linesIn([])).toEqual([]);
});
