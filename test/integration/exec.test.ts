import { createHash } from "node:crypto";
import { expect, inject, test } from "vitest";
import { envelope, neotool, spawnNeotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { argumentsOfAllProcesses } from "../support/processes.ts";
import { execute } from "../support/services.ts";

const { workingCopy } = inject("stack");

const exec = (args: readonly string[], input?: string) => neotool(["exec", ...args], { cwd: workingCopy, ...(input !== undefined && { input }) });

const MANY_LINES = Array.from({ length: 200_000 }, (_, index) => `${index}\n`).join("");

test("a tool has its credentials and its database", async () => {
  expect(await exec(["psql", "-At", "-c", "SELECT current_user, current_database()"])).toEqual({ exitCode: 0, stdout: "neotool|neotool_db", stderr: "" });
  expect(await exec(["psql-pooled", "-At", "-c", "SELECT 1"])).toMatchObject({ exitCode: 0, stdout: "1" });
  expect(await exec(["psql-admin", "-At", "-c", "SELECT current_user"])).toMatchObject({ exitCode: 0, stdout: "postgres" });
  expect(await exec(["vault", "kv", "get", "-field=public", "secret/jwt/keys/default"])).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("BEGIN PUBLIC KEY") });
});

test("a service's name runs any program in it, and options after the first word are that program's", async () => {
  expect(await exec(["postgres", "postgres", "--version"])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^postgres \(PostgreSQL\) 18\./) });
});

test("a `--` between the tool and its arguments, as other programs want it, is ours", async () => {
  expect(await exec(["psql", "--", "-At", "-c", "SELECT 1"])).toMatchObject({ exitCode: 0, stdout: "1" });
  expect(await exec(["postgres", "echo", "--", "as it is"])).toMatchObject({ exitCode: 0, stdout: "-- as it is" });
});

test("the exit code is the inner program's", async () => {
  expect(await exec(["postgres", "sh", "-c", "exit 7"])).toEqual({ exitCode: 7, stdout: "", stderr: "" });
});

test("what the inner program says of its failure is said on stderr, and nothing is added", async () => {
  const { exitCode, stdout, stderr } = await exec(["psql", "-c", "SELECT nope"]);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toBe('ERROR:  column "nope" does not exist\nLINE 1: SELECT nope\n               ^');
});

test("stdin is piped through, however long it is", async () => {
  expect(await exec(["psql", "-At"], "select 1;\nselect 2;\n")).toMatchObject({ exitCode: 0, stdout: "1\n2" });
  const digest = createHash("sha256").update(MANY_LINES).digest("hex");
  expect((await exec(["postgres", "sha256sum"], MANY_LINES)).stdout).toContain(digest);
});

test("a program that does not read its input to the end ends the command", async () => {
  expect(await exec(["postgres", "head", "-n", "1"], MANY_LINES)).toEqual({ exitCode: 0, stdout: "0", stderr: "" });
});

test("a long answer arrives whole, stdout and stderr apart", async () => {
  const { stdout, stderr } = await exec(["postgres", "sh", "-c", "seq 0 199999; echo done >&2"]);
  expect({ isWhole: `${stdout}\n` === MANY_LINES, stderr }).toEqual({ isWhole: true, stderr: "done" });
});

test("--json gives exit code and output in the envelope", async () => {
  const result = await exec(["--json", "postgres", "sh", "-c", "echo out; echo oops >&2; exit 3"]);
  expect(result.exitCode).toBe(3);
  expect(envelope(result)).toMatchObject({ command: "exec", data: { exitCode: 3, stdout: "out\n", stderr: "oops\n" } });
});

test("an unknown tool is a usage error that says what may be meant", async () => {
  const { exitCode, stderr } = await exec(["pslq"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('There is no tool or service "pslq"; did you mean "psql"?');
});

test("an interruption ends the command at once, although the engine cannot end the program", async () => {
  const seconds = `5.${process.pid}`;
  const running = spawnNeotool(["exec", "postgres", "sleep", seconds], { cwd: workingCopy });
  const isAsleep = async () => (await argumentsOfAllProcesses()).some((command) => command.trim() === `sleep ${seconds}`);
  await expect.poll(isAsleep, { timeout: 5_000 }).toBe(true);
  running.kill("SIGINT");
  const { exitCode, durationMs } = await running;
  expect(exitCode).toBe(130);
  expect(durationMs).toBeLessThan(5_000);
  // It ends by itself.
  await expect.poll(isAsleep, { timeout: 10_000 }).toBe(false);
});

leavesNothingBehind(() => execute(["psql-admin", "-At", "-c", "SELECT count(*) FROM pg_stat_activity WHERE client_addr = '127.0.0.1' AND pid <> pg_backend_pid()"]));
