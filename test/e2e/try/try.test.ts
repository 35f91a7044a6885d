import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DataDiff } from "../../../dev/data/diff/diff.ts";
import { envelope, projectRoot, spawnNeotool, type CliResult } from "../../support/cli.ts";
import { dataStack, type DataStack } from "../../support/data-stack.ts";
import { sessionBelongings } from "../../support/engine.ts";
import { sqlValue } from "../../support/sql.ts";
import { neotoolAt } from "../../support/terminal.ts";
import { until } from "../../support/until.ts";
import { readSecret } from "../../support/vault.ts";

let stack: DataStack;
beforeAll(async () => {
  stack = await dataStack("tries");
  await stack.fill();
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
});

const NEOTOOL = `'${process.execPath}' '${join(projectRoot, "bin", "neotool.js")}' dev`;
/** What a command does to the data, as it calls this very program: it is not in its own way. */
const sql = (statement: string): string => `${NEOTOOL} exec psql -- --quiet -c "${statement}"`;
const tried = (options: readonly string[], script: string) => stack.instance.run("try", ...options, "--", "sh", "-c", script);
const orders = () => sqlValue(stack.direct, "SELECT count(*)::int FROM app.orders");
const snapshots = async (): Promise<readonly string[]> => envelope<{ readonly snapshots: readonly { readonly name: string }[] }>(await stack.instance.run("snapshot", "--json")).data.snapshots.map(({ name }) => name);
const trace = (name: string) => join(stack.instance.path, name);
/** Neither a note nor a server of a comparison. */
const remains = async () => [...(await sessionBelongings(stack.instance.path)), ...(existsSync(trace(".neotool/try.json")) ? ["try.json"] : [])];
const exits = (result: CliResult, code: number): CliResult => {
  expect(result.exitCode, result.stderr).toBe(code);
  return result;
};

test("a command that is tried changes nothing where it is rolled back, and says what it would have changed", async () => {
  const { stderr, stdout } = exits(await tried(["--rollback"], `${sql("DELETE FROM app.orders WHERE id <= 10")}; ${NEOTOOL} exec vault kv put secret/app/database password=two > said.txt; echo "\$POSTGRES_DB"; exit 7`), 7);
  expect(stdout).toBe(stack.env.POSTGRES_DB);
  expect(stderr).toContain("The command ended with exit code 7.");
  expect(stderr).toMatch(/before → live\npostgres\n +neotool_db\.app\.orders +-10 rows\n/);
  expect(stderr).toMatch(/vault\n +secret\/app\/database +version 1 → 2\n/);
  expect(stderr).toMatch(/✔ rolled back: the data are what they were, after \d+\.\d s/);
  expect(await orders()).toBe(1000);
  expect(await readSecret(stack.env, "secret/app/database")).toEqual({ password: "one" });
  expect([await snapshots(), await remains()]).toEqual([[], []]);
});

test("what is kept stays, leaves a snapshot of what was before, and is told of in one document", async () => {
  const result = exits(await tried(["--keep", "--json"], `echo out; ${sql("DELETE FROM app.orders WHERE id > 990")}`), 0);
  const { data, status } = envelope<{ readonly outcome: string; readonly exitCode: number; readonly snapshot: string; readonly diff: DataDiff }>(result);
  expect(status).toBe("ok");
  expect(data).toMatchObject({ command: ["sh", "-c", expect.anything()], exitCode: 0, signal: null, outcome: "kept", diff: { postgres: { tables: [{ table: "orders", rows: { removed: 10 } }] } } });
  expect(result.stderr).toMatch(/^out$/m);
  expect(await orders()).toBe(990);
  expect([await snapshots(), await remains()]).toEqual([[data.snapshot], []]);
});

test("what cannot be run or answered is refused before a snapshot is taken", async () => {
  const before = await snapshots();
  const unanswered = exits(await tried([], "touch ran"), 2);
  expect(unanswered.stderr).toMatch(/CONFIRMATION_REQUIRED.*\n.*--keep or --rollback/);
  expect(exits(await tried(["--keep", "--rollback"], "touch ran"), 2).stderr).toContain("either kept or rolled back");
  expect(exits(await stack.instance.run("try", "--keep", "--", "no-such-program"), 1).stderr).toContain('error[TOOL_MISSING] The command "no-such-program" is not on this machine');
  expect(exits(await stack.instance.run("try", "--keep", "--", "./.git"), 1).stderr).toContain("TOOL_MISSING");
  expect(exits(await stack.instance.run("try", "--keep"), 2).stderr).toContain("missing required argument");
  expect(existsSync(trace("ran"))).toBe(false);
  expect([await snapshots(), await remains()]).toEqual([before, []]);
});

test("Ctrl+C reaches the command, then what it changed is rolled back; meanwhile nothing else is tried", async () => {
  const script = `trap 'echo told > told.txt; exit 3' INT; ${sql("DELETE FROM app.orders")}; touch begun; while :; do sleep 0.1; done`;
  const trying = spawnNeotool(["try", "--keep", "--", "sh", "-c", script], { cwd: stack.instance.path });
  await until("the command is at work", () => existsSync(trace("begun")));
  expect(await orders()).toBe(0);
  expect(exits(await tried(["--keep"], "true"), 1).stderr).toMatch(/INSTANCE_BUSY.*is trying something/);
  trying.kill("SIGINT");
  const { exitCode, stderr } = await trying;
  expect(stderr).toContain("Interrupted: when the command has ended, what it changed is rolled back");
  expect(stderr).toContain("error[INTERRUPTED] Interrupted; what the command had changed is rolled back");
  expect(exitCode).toBe(130);
  expect(await readFile(trace("told.txt"), "utf8")).toBe("told\n");
  expect(await orders()).toBe(990);
  expect(await remains()).toEqual([]);
});

test("a second Ctrl+C ends it at once, leaves the data as they are, and says what rolls them back", async () => {
  const trying = spawnNeotool(["try", "--rollback", "--", "sh", "-c", `trap '' INT; ${sql("INSERT INTO app.orders VALUES (4000, 'left')")}; touch inserted; sleep 20 > silent.txt 2>&1`], { cwd: stack.instance.path });
  let said = "";
  trying.stderr.on("data", (text) => (said += text));
  await until("the command is at work", () => existsSync(trace("inserted")));
  trying.kill("SIGINT");
  await until("it is acknowledged", () => said.includes("Press Ctrl+C again"));
  trying.kill("SIGINT");
  const { exitCode, stderr } = await trying;
  expect(exitCode).toBe(130);
  const [, snapshot = ""] = /what the command has changed is there\n.*neotool dev snapshot restore (\S+) rolls it back/.exec(stderr) ?? [];
  expect(await snapshots()).toContain(snapshot);
  expect(await orders()).toBe(991);
  expect(await remains()).toEqual([]);
});

test("after a kill the next command says that the changes are there, and how they are rolled back", async () => {
  const trying = spawnNeotool(["try", "--rollback", "--", "sh", "-c", `${sql("DELETE FROM app.orders WHERE id = 1")}; touch deleted; exec sleep 20 > silent.txt 2>&1`], { cwd: stack.instance.path });
  await until("the command is at work", () => existsSync(trace("deleted")));
  trying.kill("SIGKILL");
  await trying;
  const next = exits(await stack.instance.run("up"), 0);
  const [, snapshot = ""] = /A try was cut off .* `neotool dev snapshot restore (\S+)` rolls them back/.exec(next.stderr) ?? [];
  expect(await snapshots()).toContain(snapshot);
  expect(await orders()).toBe(990);
  expect((await stack.instance.run("up")).stderr).not.toContain("A try was cut off");
  expect(await remains()).toEqual([]);
});

test("at a terminal it asks, until it is answered, and Ctrl+C there rolls back", async () => {
  const at = (statement: string) => neotoolAt(["try", "--", "sh", "-c", `read -r line && test "$line" = typed && ${sql(statement)}`], { cwd: stack.instance.path, columns: 120, rows: 50 });
  await using keeping = at("INSERT INTO app.orders VALUES (5000, 'kept')");
  await keeping.until("the command runs", () => keeping.scrollback().includes("Running sh"));
  keeping.press("typed\r");
  await keeping.until("it asks", () => keeping.scrollback().includes("roll them back? [k/r]"));
  keeping.press("what?\r");
  await keeping.until("it asks again", () => keeping.scrollback().split("[k/r]").length === 3);
  keeping.press("k\r");
  expect(await keeping.exited).toBe(0);
  expect(keeping.scrollback()).toContain("✔ kept");
  expect(await orders()).toBe(991);

  await using leaving = at("DELETE FROM app.orders");
  await leaving.until("the command runs", () => leaving.scrollback().includes("Running sh"));
  leaving.press("typed\r");
  await leaving.until("it asks", () => leaving.scrollback().includes("[k/r]"));
  leaving.press("\u0003");
  expect(await leaving.exited).toBe(130);
  expect(await orders()).toBe(991);
  expect(await remains()).toEqual([]);
});
