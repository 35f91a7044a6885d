import { createServer, type RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { askPrometheus } from "../../../dev/wiring/figures/ask-prometheus.ts";
import { figuresOf, oneQuery, QUESTIONS } from "../../../dev/wiring/figures/questions.ts";
import { failureOf } from "../../support/failure.ts";

/** A Prometheus that answers so. @returns its port. */
const prometheus = async (answer: RequestListener): Promise<number> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
};

const sample = (figure: string, value: string) => ({ metric: { figure }, value: [1_763_632_800, value] });

test("all numbers are asked for at once, and each is told apart by its name", async () => {
  const asked: string[] = [];
  const port = await prometheus(({ url = "" }, response) => {
    asked.push(new URL(url, "http://prometheus").searchParams.get("query") ?? "");
    response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result: [sample("postgres.connections", "7"), sample("postgres.cacheHitRatio", "NaN")] } }));
  });
  const answers = await askPrometheus(port);
  expect(asked).toEqual([oneQuery(QUESTIONS)]);
  expect(figuresOf("postgres", answers).map(({ key, value }) => [key, value])).toEqual([
    ["connections", 7],
    ["cacheHitRatio", null], // nothing was read: no ratio
  ]);
});

test("each question is about its own service, and no two have the same name", () => {
  const names = QUESTIONS.map(({ service, key }) => `${service}.${key}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { service, query } of QUESTIONS) expect(new Set([...query.matchAll(/service="([^"]+)"/g)].map(([, named]) => named))).toEqual(new Set([service]));
});

test("a service without questions has no numbers; one with questions has them all, also without answers", () => {
  expect(figuresOf("promtail", new Map())).toEqual([]);
  expect(figuresOf("pgbouncer", new Map()).map(({ value }) => value)).toEqual([null, null]);
});

test.each([
  ["a query that it refuses", 400, '{"status":"error","error":"parse error"}', "HTTP 400: parse error"],
  ["something else on its port", 200, "<html>", "is not valid JSON"],
])("%s is said in its own words", async (_what, status, body, words) => {
  const port = await prometheus((_request, response) => response.writeHead(status).end(body));
  expect(await failureOf(askPrometheus(port))).toMatchObject({ code: "SERVICE_NOT_READY", message: expect.stringContaining(words) });
});
