import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { neotool, spawnNeotool, spawnUnread } from "../support/cli.ts";
import { instanceOf, containerName } from "../../dev/model/instance.ts";
import { docker } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";
import { execute } from "../support/services.ts";
import { neotoolAt } from "../support/terminal.ts";

interface Line {
  readonly service: string;
  readonly stream: string;
  readonly at: string;
  readonly level: string;
  readonly text: string;
}

const { workingCopy } = inject("stack");

const logs = async (...args: readonly string[]): Promise<string> => {
  const { exitCode, stdout, stderr } = await neotool(["logs", ...args], { cwd: workingCopy });
  if (exitCode !== 0) throw new Error(stderr);
  return stdout;
};

const lines = async (...args: readonly string[]): Promise<readonly Line[]> => (await logs(...args, "--json")).split("\n").map((line): Line => JSON.parse(line));

/** Makes Postgres write a line into its log, and under it where it comes from. */
const say = (text: string, level = "LOG") => execute(["psql-admin", "-q", "-c", `DO $$ BEGIN RAISE ${level} '${text}'; END $$`]);

const refusal = async (...args: readonly string[]) => {
  const { exitCode, stderr } = await neotool(["logs", ...args], { cwd: workingCopy });
  return { exitCode, stderr };
};

test("the lines of all services come in the order of time, each with its service", async () => {
  const all = await lines();
  expect([...new Set(all.map(({ service }) => service))].sort()).toEqual(expect.arrayContaining(["kafka", "loki", "minio", "pgbouncer", "postgres", "prometheus", "vault"]));
  // The engine itself may write a service's two streams microseconds out of order.
  const isOfOtherStream = (a: Line, b: Line) => a.service === b.service && a.stream !== b.stream;
  const pairs = all.slice(1).map((line, index) => [all[index] ?? line, line] as const);
  expect(pairs.filter(([before, line]) => line.at < before.at && !isOfOtherStream(before, line))).toEqual([]);
});

test("--json is one object a line, with all keys", async () => {
  for (const line of await lines("--tail", "5")) expect(Object.keys(line)).toEqual(["service", "stream", "at", "level", "text"]);
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
  await expect.poll(async () => (await say(marker), seen), { timeout: 10_000 }).toMatch(/postgres +\| /);
  await expect.poll(() => seen).toContain(marker);
  const interrupted = performance.now();
  following.kill("SIGINT");
  expect((await following).exitCode).toBe(0);
  expect(performance.now() - interrupted).toBeLessThan(2_000);
});

test("--until leaves out what is younger, and --tail counts what is left", async () => {
  const [before, after] = [randomUUID(), randomUUID()];
  await say(before);
  const [{ at } = { at: "" }] = (await lines("postgres", "--tail", "1")).slice(-1);
  const next = new Date(Date.parse(at) + 1).toISOString();
  await say(after);
  const seen = await lines("postgres", "--since", "1h", "--until", next, "--tail", "10");
  expect(seen).toHaveLength(10);
  expect(seen.filter(({ text }) => text.includes(before))).not.toEqual([]);
  expect(seen.filter(({ text }) => text.includes(after))).toEqual([]);
});

test("--level shows what is as grave or graver, each record whole", async () => {
  const [quiet, loud] = [randomUUID(), randomUUID()];
  await say(quiet);
  await say(loud, "WARNING");
  const seen = await lines("postgres", "--level", "warn", "--since", "1m");
  expect(seen.filter(({ text }) => text.includes(quiet))).toEqual([]);
  const record = seen.slice(seen.findIndex(({ text }) => text.includes(`WARNING:  ${loud}`)));
  expect(record[0]).toMatchObject({ level: "warn" });
  expect(record.find(({ text }) => text.includes("CONTEXT:  ") || text.includes("STATEMENT:  "))).toMatchObject({ level: "warn" });
  expect(seen.filter(({ level }) => !["warn", "error", "fatal"].includes(level))).toEqual([]);
});

test("every service's own way to say its level is understood", async () => {
  const all = await lines();
  for (const service of ["kafka", "pgbouncer", "postgres", "vault"]) expect(all.filter((line) => line.service === service && line.level === "info").length, service).toBeGreaterThan(0);
  expect(all.filter(({ level }) => !["trace", "debug", "info", "warn", "error", "fatal", "unknown"].includes(level))).toEqual([]);
});

test("--grep shows the records in which a line matches, and --tail the last of them", async () => {
  const marker = randomUUID();
  for (const number of [1, 2, 3]) await say(`${marker} ${number}`);
  await say("something else");
  const seen = await lines("postgres", "--grep", `LOG:  ${marker} [23]$`);
  expect(seen.filter(({ text }) => text.includes("LOG:  ")).map(({ text }) => text.split("LOG:  ")[1])).toEqual([`${marker} 2`, `${marker} 3`]);
  expect(seen.length).toBeGreaterThan(2); // with what is under them
  expect((await lines("postgres", "--grep", `LOG:  ${marker}`, "--tail", String(seen.length))).map(({ at }) => at)).toEqual(seen.map(({ at }) => at));
});

test("--follow with a filter shows the last of the past that passes, and then what comes", async () => {
  const marker = randomUUID();
  await say(`${marker} past`);
  await say("something else");
  const following = spawnNeotool(["logs", "postgres", "--follow", "--tail", "1", "--grep", `LOG:  ${marker}`], { cwd: workingCopy });
  let seen = "";
  following.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString("utf8")));
  await expect.poll(async () => (await say(`${marker} new`), await say("nothing of it"), seen), { timeout: 20_000 }).toContain(`${marker} new`);
  following.kill("SIGINT");
  expect((await following).exitCode).toBe(0);
  expect(seen).not.toContain("something else");
  expect(seen).not.toContain("nothing of it");
});

test("--follow goes on with a container that is made anew, and says so", async () => {
  const following = spawnNeotool(["logs", "pgbouncer", "--follow", "--tail", "0"], { cwd: workingCopy });
  let [seen, said] = ["", ""];
  following.stdout.on("data", (chunk: Buffer) => (seen += chunk.toString("utf8")));
  following.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
  const container = (await docker()).getContainer(containerName(instanceOf(workingCopy), "pgbouncer"));
  // A sign of life: only then is it certain that somebody listens.
  await expect.poll(async () => (await container.kill({ signal: "SIGHUP" }), seen), { timeout: 20_000, interval: 500 }).toContain("pgbouncer | ");
  await container.remove({ force: true, v: true });
  await expect.poll(() => said, { timeout: 20_000 }).toContain("The container of pgbouncer was removed. Its log goes on when there is a new one.");
  seen = "";
  expect(await neotool(["up", "--allow-missing"], { cwd: workingCopy })).toMatchObject({ exitCode: 0 });
  await expect.poll(() => seen, { timeout: 20_000 }).toMatch(/pgbouncer \| .*process up/);
  expect(said).toContain("There is a new container of pgbouncer: its log goes on.");
  following.kill("SIGINT");
  expect((await following).exitCode).toBe(0);
});

test("a reader that takes nothing is waited for, and does not outlast Ctrl+C", async () => {
  for (let lines = 0; lines < 5; lines += 1) await say(`long ${"x".repeat(90_000)}`); // more than all pipes hold
  const following = spawnUnread(["logs", "postgres", "--follow"], { cwd: workingCopy });
  await once(following.stdout, "readable");
  const interrupted = performance.now();
  following.kill("SIGINT");
  await expect.poll(() => existsSync(`/proc/${following.pid}`), { timeout: 5_000 }).toBe(false);
  expect(performance.now() - interrupted).toBeLessThan(2_000);
  following.stdout.destroy();
  following.stderr.destroy();
  expect([0, 130]).toContain((await following).exitCode); // 130 where it could not end its work
});

test("a terminal gets a colour for each service, and NO_COLOR is heard", async () => {
  await using colours = neotoolAt(["logs", "postgres", "kafka", "--tail", "1"], { cwd: workingCopy, columns: 200 });
  await colours.exited;
  expect(new Set([...colours.raw().matchAll(/(\x1b\[\d+m)(?:postgres|kafka) +\|\x1b\[39m /g)].map(([, colour]) => colour)).size).toBe(2);
  await using plain = neotoolAt(["logs", "postgres", "kafka", "--tail", "1"], { cwd: workingCopy, columns: 200, env: { NO_COLOR: "1" } });
  await plain.exited;
  expect(plain.raw()).not.toContain("\x1b[");
  expect(plain.raw()).toContain("postgres | ");
});

test.each([
  [["--grep", "f(x"], '--grep "f(x" is no regular expression: Unterminated group, at character 4'],
  [["--level", "loud"], "'loud' is invalid. Allowed choices are trace, debug, info, warn, error, fatal."],
  [["--follow", "--until", "1h"], "--follow goes on with what comes, and --until ends before it"],
  [["--follow", "--source", "loki"], "--follow and --source loki do not go together"],
  [["--since", "1h", "--until", "2h"], "--since 1h is after --until 2h"],
  [["--tail", "1.5"], "--tail 1.5 is no number of lines"],
])("%j is a usage error that says why", async (args, message) => {
  expect(await refusal(...args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
});

test("no secret is in the log of any service", async () => {
  expect(placesWithSecrets({ text: await logs(), json: await logs("--json") }, await secretsOfStack())).toEqual([]);
});

test("an unknown service is a usage error that says what may be meant", async () => {
  expect(await neotool(["logs", "kafak"], { cwd: workingCopy })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no service "kafak"; did you mean "kafka"?') });
});

leavesNothingBehind(async () => []);
