import { expect, inject, test } from "vitest";
import type { Probe } from "../../dev/model/probe.ts";
import { ask } from "../../dev/probes/probe.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { variable } from "../support/services.ts";

const { env } = inject("stack");
const HOST = "127.0.0.1";
const [KAFKA_HOST = "", KAFKA_PORT] = variable(env, "KAFKA_BROKERS").split(":");
const DIRECT = { host: HOST, port: Number(env.POSTGRES_DIRECT_PORT) };
const POOLED = { host: HOST, port: Number(env.POSTGRES_PORT) };
const MINIO = { host: HOST, port: Number(env.STORAGE_PORT) };
const VAULT = { host: HOST, port: Number(new URL(variable(env, "VAULT_ADDRESS")).port) };
/** Nobody listens there: it needs root, and no service is registered for it. */
const NOBODY = { host: HOST, port: 4 };

const sql = { kind: "sql", endpoint: "sql", database: "neotool_db", user: "neotool", password: variable(env, "POSTGRES_PASSWORD") } as const satisfies Probe<string>;
const s3 = { kind: "s3", endpoint: "s3", accessKey: variable(env, "STORAGE_ACCESS_KEY"), secretKey: variable(env, "STORAGE_SECRET") } as const satisfies Probe<string>;
const kafka = { kind: "kafka-metadata", endpoint: "broker" } as const satisfies Probe<string>;
const http = { kind: "http", endpoint: "api", path: "/v1/sys/health", status: [200] } as const satisfies Probe<string>;

test("a service that answers is ready", async () => {
  expect(await Promise.all([ask(sql, DIRECT), ask(sql, POOLED), ask(s3, MINIO), ask(kafka, { host: HOST, port: Number(KAFKA_PORT) }), ask(http, VAULT)])).toEqual(
    Array.from({ length: 5 }, () => ({ ready: true })),
  );
});

test("where nobody listens nothing is ready, and nothing has refused us", async () => {
  const verdicts = await Promise.all([sql, s3, kafka, http].map((probe) => ask(probe, NOBODY)));
  expect(verdicts.map((verdict) => (verdict.ready ? verdict : { reason: verdict.reason, refused: verdict.refused ?? false }))).toEqual(
    Array.from({ length: 4 }, () => ({ reason: expect.stringContaining("ECONNREFUSED"), refused: false })),
  );
});

test.each([
  ["a wrong password", { ...sql, password: "wrong" }, DIRECT, 'password authentication failed for user "neotool"'],
  ["an unknown role", { ...sql, user: "nobody" }, DIRECT, 'password authentication failed for user "nobody"'],
  ["an unknown database", { ...sql, database: "nowhere" }, DIRECT, 'database "nowhere" does not exist'],
  ["a wrong secret key", { ...s3, secretKey: "wrong-secret" }, MINIO, "The request signature we calculated does not match"],
  ["an unknown access key", { ...s3, accessKey: "nobody" }, MINIO, "The Access Key Id you provided does not exist in our records."],
] as const)("%s is a refusal, for which waiting does not help", async (_what, probe, address, reason) => {
  expect(await ask(probe, address)).toEqual({ ready: false, refused: true, reason: expect.stringContaining(reason) });
});

test("a broker that names itself by another address is not ready: clients would not get back to it", async () => {
  expect(KAFKA_HOST).toBe("localhost");
  expect(await ask(kafka, { host: KAFKA_HOST, port: Number(KAFKA_PORT) })).toEqual({ ready: false, reason: `it advertises 127.0.0.1:${KAFKA_PORT} instead of localhost:${KAFKA_PORT}` });
});

test("another status than the expected one is said", async () => {
  expect(await ask({ ...http, status: [418] }, VAULT)).toEqual({ ready: false, reason: "GET /v1/sys/health answered HTTP 200" });
});

test("a port behind which another protocol is spoken is not ready, and the answer comes in time", async () => {
  const began = performance.now();
  const verdicts = await Promise.all([ask(sql, VAULT), ask(kafka, VAULT), ask(http, DIRECT), ask(s3, VAULT)]);
  expect(verdicts.map(({ ready }) => ready)).toEqual([false, false, false, false]);
  expect(performance.now() - began).toBeLessThan(5_000);
});

leavesNothingBehind(async () => []);
