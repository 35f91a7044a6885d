import { expect, inject, test } from "vitest";
import { QUESTIONS } from "../../dev/wiring/figures/questions.ts";
import { envelope, neotool } from "../support/cli.ts";
import { docker } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { observatoryOf } from "../support/observability.ts";
import { until } from "../support/until.ts";

const { workingCopy } = inject("stack");
const { instance, running, metrics } = await observatoryOf(workingCopy);

interface TopData {
  readonly instance: string;
  readonly prometheus: string | null;
  readonly services: readonly { readonly service: string; readonly cpuPercent: number | null; readonly memoryBytes: number | null; readonly memoryLimitBytes: number | null; readonly figures: Readonly<Record<string, number | null>> }[];
}

const top = async (...args: readonly string[]): Promise<TopData> => envelope<TopData>(await neotool(["top", "--json", ...args], { cwd: workingCopy })).data;

test("every running service has its processor time and memory, within the limit that the engine holds it to", async () => {
  const { services, ...rest } = await top();
  expect(rest).toEqual({ instance, prometheus: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
  expect(services.map(({ service }) => service)).toEqual(running);
  const client = await docker();
  for (const { service, cpuPercent, memoryBytes, memoryLimitBytes } of services) {
    const { HostConfig } = await client.getContainer(`neotool-${instance}-${service}`).inspect();
    expect(memoryLimitBytes, service).toBe(HostConfig.Memory);
    expect(memoryBytes, service).toBeGreaterThan(1_000_000);
    expect(memoryBytes, service).toBeLessThan(HostConfig.Memory ?? 0);
    expect(cpuPercent, service).toBeGreaterThanOrEqual(0);
  }
});

/** Metrics that a service has only once something is in it: consumers, objects. */
const LATER: readonly string[] = ["kafka.consumerLag", "kafka.messagesPerSecond", "minio.objects", "minio.objectBytes"];
const REPORTERS: Readonly<Record<string, string>> = { postgres: "postgres-exporter", pgbouncer: "pgbouncer-exporter", kafka: "kafka-exporter" };

test("each number is there when its service reports: its query names what exists", async () => {
  const asked = QUESTIONS.filter(({ service, key }) => running.includes(REPORTERS[service] ?? service) && !LATER.includes(`${service}.${key}`));
  expect(asked.length).toBeGreaterThanOrEqual(7);
  for (const { service, key, query } of asked) await until(`${service} tells ${key}`, async () => (await metrics(query)).length === 1, 30_000);
  const { services } = await top("postgres", "vault");
  expect(services.map(({ service }) => service)).toEqual(["postgres", "vault"]);
  expect(services[0]?.figures).toEqual({ connections: expect.any(Number), cacheHitRatio: expect.any(Number) });
});

test("in a pipe it is one table", async () => {
  const { exitCode, stdout } = await neotool(["top", "minio"], { cwd: workingCopy });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^SERVICE +CPU % +MEMORY MiB +IN\/s +OUT\/s +UP +NUMBERS\nminio +\d+\.\d +\d+ \/ 384 /);
  expect(stdout.split("\n")).toHaveLength(2);
});

test("a service that there is not is answered with those that there are", async () => {
  expect(envelope(await neotool(["top", "kafak", "--json"], { cwd: workingCopy })).error).toMatchObject({ code: "USAGE", message: expect.stringContaining("kafak") });
});

leavesNothingBehind(async () => []);
