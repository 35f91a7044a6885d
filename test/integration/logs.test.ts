import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { neotool, spawnNeotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";
import { execute } from "../support/services.ts";

interface Line {
  readonly service: string;
  readonly stream: string;
  readonly at: string;
  readonly text: string;
}

const { workingCopy } = inject("stack");

const logs = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await neotool(["logs", ...args], { cwd: workingCopy });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
};

const lines = async (...args: readonly string[]): Promise<readonly Line[]> => (await logs(...args, "--json")).split("\n").map((line): Line => JSON.parse(line));

/** Makes Postgres write a line into its log. */
const say = (text: string) => execute(["psql-admin", "-q", "-c", `DO $$ BEGIN RAISE LOG '${text}'; END $$`]);

test("the lines of all services come in the order of time, each with its service", async () => {
  const all = await lines();
  expect([...new Set(all.map(({ service }) => service))].sort()).toEqual(["kafka", "minio", "pgbouncer", "postgres", "vault"]);
  // The engine itself may write a service's two streams microseconds out of order.
  const isOfOtherStream = (a: Line, b: Line) => a.service === b.service && a.stream !== b.stream;
  const pairs = all.slice(1).map((line, index) => [all[index] ?? line, line] as const);
  expect(pairs.filter(([before, line]) => line.at < before.at && !isOfOtherStream(before, line))).toEqual([]);
});

test("--json is one object a line, with all keys", async () => {
  for (const line of await lines("--tail", "5")) expect(Object.keys(line)).toEqual(["service", "stream", "at", "text"]);
});

test("--tail gives the last lines of each service that was asked for", async () => {
  await say("first of two");
  await say("second of two");
  const tail = await lines("postgres", "kafka", "--tail", "3");
  expect(Object.groupBy(tail, ({ service }) => service)).toMatchObject({ postgres: { length: 3 }, kafka: { length: 3 } });
  // One LOG line brings along its CONTEXT and its STATEMENT.
  expect(tail.find(({ service }) => service === "postgres")?.text).toContain("LOG:  second of two");
});

test("--since leaves out what is older, by a duration or by a time", async () => {
  const [before, after] = [randomUUID(), randomUUID()];
  await say(before);
  const [{ at } = { at: "" }] = (await lines("postgres", "--tail", "1")).slice(-1);
  const next = new Date(Date.parse(at) + 1).toISOString();
  await say(after);
  const seen = async (since: string) => (await lines("postgres", "--since", since)).filter(({ text }) => text.includes("LOG:  ")).map(({ text }) => text.split("LOG:  ")[1]);
  expect(await seen(next)).toEqual([after]);
  expect((await seen("1h")).slice(-2)).toEqual([before, after]);
  expect(await neotool(["logs", "--since", "yesterday"], { cwd: workingCopy })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--since yesterday is neither a duration nor a time") });
});

test("a line that is longer than the engine's pieces is one line, without times in its middle", async () => {
  await say(`long ${"x".repeat(40_000)}`);
  // The engine counts the pieces: 3 for the line, 3 for its statement.
  const long = (await lines("postgres", "--tail", "20")).find(({ text }) => text.includes("LOG:  long "));
  expect(long?.text.split("LOG:  long ")[1]).toBe("x".repeat(40_000));
});

test("--follow shows what comes, and Ctrl+C ends it at once", async () => {
  const marker = randomUUID();
  const following = spawnNeotool(["logs", "--follow", "--tail", "0"], { cwd: workingCopy });
  let seen = "";
  following.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString("utf8")));
  await expect.poll(async () => (await say(marker), seen), { timeout: 10_000 }).toContain(`postgres  | `);
  await expect.poll(() => seen).toContain(marker);
  const interrupted = performance.now();
  following.kill("SIGINT");
  expect((await following).exitCode).toBe(0);
  expect(performance.now() - interrupted).toBeLessThan(2_000);
});

test("no secret is in the log of any service", async () => {
  expect(placesWithSecrets({ text: await logs(), json: await logs("--json") }, await secretsOfStack())).toEqual([]);
});

test("an unknown service is a usage error that says what may be meant", async () => {
  expect(await neotool(["logs", "kafak"], { cwd: workingCopy })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no service "kafak"; did you mean "kafka"?') });
});

leavesNothingBehind(async () => []);
