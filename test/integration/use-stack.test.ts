import { createRequire } from "node:module";
import { join } from "node:path";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, inject, test } from "vitest";
import type { StackLogLine } from "../../dev/index.ts";
import { projectRoot } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { sqlValue } from "../support/sql.ts";

/** The built package, as a project's tests have it. */
const { sharedStack, useStack }: typeof import("../../dev/index.ts") = createRequire(import.meta.url)(join(projectRoot, "dist", "index.cjs"));

const { workingCopy, env } = inject("stack");

/** What an act fails with; of another copy of the class than the sources have. */
const refusalOf = async (act: () => unknown): Promise<unknown> => {
  try {
    return { succeeded: await act() };
  } catch (error) {
    return error;
  }
};
const SERVICES = ["pgbouncer", "kafka", "minio", "vault"] as const;
const use = (services: readonly string[] = SERVICES) => useStack({ cwd: workingCopy, services, mode: "attach", report: () => {} });

test("a handle has the same connections and variables as `neotool dev env`", async () => {
  await using stack = await use();
  expect(stack.origin).toBe("attached");
  expect(stack.connection("pgbouncer").uri).toBe(env.DATABASE_URL);
  expect(stack.connection("postgres").uri).toBe(env.DATABASE_DIRECT_URL);
  expect(stack.connection("kafka").brokers).toBe(env.KAFKA_BROKERS);
  expect(stack.connection("vault")).toMatchObject({ address: env.VAULT_ADDR, token: env.VAULT_TOKEN });
  expect(stack.connection("minio")).toMatchObject({ accessKey: env.STORAGE_ACCESS_KEY, secretKey: env.STORAGE_SECRET });
  expect(stack.env("kotlin")).toMatchObject({ DATABASE_URL: env.DATABASE_URL, KAFKA_BROKERS: env.KAFKA_BROKERS });
  expect(stack.endpoint("postgres.sql").port).toBe(Number(env.POSTGRES_DIRECT_PORT));
});

test("it has only what was asked for, although more runs", async () => {
  await using stack = await use(["postgres"]);
  expect(await refusalOf(() => stack.connection("kafka"))).toMatchObject({ code: "SERVICE_NOT_RUNNING" });
  expect(stack.env()).not.toHaveProperty("KAFKA_BROKERS");
  expect(await refusalOf(() => stack.kafka.scope())).toMatchObject({ code: "SERVICE_NOT_RUNNING" });
});

test("what tests get goes with the handle", async () => {
  const stack = await use();
  const { name } = await stack.postgres.database();
  const { prefix } = await stack.kafka.scope({ topics: ["order.created"] });
  const counted = () => sqlValue(env.DATABASE_DIRECT_URL ?? "", `SELECT count(*)::int FROM pg_database WHERE datname = '${name}'`);
  expect([await counted(), prefix.startsWith("nt-test-")]).toEqual([1, true]);
  await stack.stop();
  expect(await counted()).toBe(0);
});

test("a token that it signs is one of the instance's own", async () => {
  await using stack = await use(["vault", "minio"]);
  const token = await stack.jwt.sign({ sub: "user-1" }, "5m");
  const served: { readonly keys: readonly object[] } = JSON.parse(await (await fetch(env.JWT_JWKS_URL ?? "")).text());
  expect((await jwtVerify(token, createLocalJWKSet({ keys: [...served.keys] }))).payload.sub).toBe("user-1");
});

test("the data of a stack that was there are not thrown away", async () => {
  await using stack = await use(["postgres"]);
  expect(await refusalOf(() => stack.restore())).toMatchObject({ code: "USAGE", message: expect.stringContaining("which was there before these tests") });
});

test("a log is read without secrets, oldest line first", async () => {
  await using stack = await use(["postgres"]);
  const lines: StackLogLine[] = [];
  for await (const line of stack.logs("postgres", { tail: 20 })) lines.push(line);
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).sort());
  expect(lines.filter(({ text }) => text.includes(stack.connection("postgres").password))).toEqual([]);
});

test("a stack that was handed on is used by whoever is started, and what was not asked for there is named", async () => {
  const shared = sharedStack({ cwd: workingCopy, services: ["postgres"], mode: "attach", report: () => {} });
  await shared.setup();
  try {
    await using stack = await useStack({ cwd: workingCopy, services: ["postgres"], report: () => {} });
    expect([stack.origin, process.env.NEOTOOL_STACK_INSTANCE]).toEqual(["attached", stack.id]);
    process.env.NEOTOOL_STACK_INSTANCE = "shop-session-gone";
    expect(await refusalOf(() => use())).toMatchObject({ code: "STACK_MISSING", message: expect.stringContaining("shop-session-gone") });
  } finally {
    await shared.teardown();
  }
  expect(process.env.NEOTOOL_STACK_INSTANCE).toBeUndefined();
});

leavesNothingBehind(async () => []);
