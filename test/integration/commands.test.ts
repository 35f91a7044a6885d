import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { envelope, neotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";
import { variable } from "../support/services.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const { env, workingCopy } = inject("stack");

const run = (...args: readonly string[]) => neotool(args, { cwd: workingCopy });

/** What `--json` prints, with nothing else around it. */
const json = async <T>(...args: readonly string[]): Promise<T> => envelope<T>(await run(...args, "--json")).data;

test.each(["text", "json"] as const)("config as %s shows the whole definition and no secret", async (form) => {
  const { exitCode, stdout } = await run("config", ...(form === "json" ? ["--json"] : []));
  expect(exitCode).toBe(0);
  expect(stdout).toContain('"order.created"');
  expect(stdout).toContain("${credential postgres.owner}");
  expect(placesWithSecrets({ config: stdout }, await secretsOfStack())).toEqual([]);
});

interface Instance {
  readonly workingCopy: string;
  readonly running: number;
  readonly containers: readonly unknown[];
  readonly ports: readonly number[];
  readonly memoryBytes: number;
  readonly isOrphan: boolean;
}

/** Command lines as a table whose titles read as they are typed. */
const titled = <const T extends readonly (readonly string[])[]>(commands: T) => commands.map((command) => ({ command, title: command.join(" ") }));

test.each(titled([["ps"], ["ps", "--all"]]))("$title shows this instance with its memory and its ports", async ({ command }) => {
  const { instances } = await json<{ instances: readonly Instance[] }>(...command);
  const own = instances.find((instance) => instance.workingCopy === workingCopy);
  expect(own).toMatchObject({ running: 11, isOrphan: false, containers: { length: 11 } });
  expect(own?.memoryBytes).toBeGreaterThan(50 * 1024 ** 2);
  expect(own?.ports).toEqual(expect.arrayContaining([Number(env.POSTGRES_PORT), Number(env.POSTGRES_DIRECT_PORT), Number(env.STORAGE_PORT), Number(new URL(variable(env, "VAULT_ADDRESS")).port)]));
  expect((await run(...command)).stdout).toContain("11 of 11 running");
});

test("doctor finds nothing that fails on a healthy stack", async () => {
  const { exitCode, stdout } = await run("doctor", "--json");
  expect(exitCode).toBe(0);
  const { checks }: { checks: readonly { id: string; result: { verdict: string } }[] } = JSON.parse(stdout).data;
  expect(checks.filter(({ result }) => result.verdict === "fail")).toEqual([]);
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(["node", "engine", "disk", "memory", "images", "ports", "permissions"]));
});

test("status --check asks every service, and all are ready", async () => {
  const { services } = await json<{ services: readonly { name: string; phase: string; detail: string | null }[] }>("status", "--check");
  expect(services.map(({ name, phase, detail }) => [name, phase, detail])).toEqual(
    ["kafka", "postgres", "pgbouncer", "vault", "minio", "prometheus", "loki", "promtail", "grafana", "postgres-exporter", "pgbouncer-exporter", "kafka-exporter"].map((name) => [name, name === "grafana" ? "stopped" : "ready", null]),
  );
});

test("up finds nothing to do on a stack that is as it should be", async () => {
  const { exitCode, stdout } = await run("up", "--dry-run", "--without", "grafana");
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "Nothing to do: everything is as it should be." });
});

const KEYS = ["schemaVersion", "command", "status", "data", "warnings", "error"] as const;
const ANSI = /\u001b\[/;

/** Each line of stderr, which in this mode is NDJSON or nothing. */
const narration = (stderr: string): readonly unknown[] => stderr.split("\n").filter((line) => line !== "").map((line): unknown => JSON.parse(line));

test.each(titled([
  ["up", "--allow-missing"],
  ["up", "--dry-run"],
  ["status"],
  ["status", "--check"],
  ["env"],
  ["config"],
  ["ps"],
  ["doctor"],
  ["why"],
  ["why", "kafka"],
  ["open", "minio"],
  ["completion", "bash"],
  ["prune", "--dry-run"],
  ["images"],
  ["keys"],
  ["keys", "jwks"],
  ["keys", "sign"],
  ["setup", "--dry-run"],
  ["restart", "vault"],
  ["exec", "--json", "psql", "-At", "-c", "SELECT 1"],
]))("$title --json prints one envelope with all its keys and no colours", async ({ command }) => {
  const { exitCode, stdout, stderr } = await neotool(command.includes("--json") ? command : [...command, "--json"], { cwd: workingCopy, env: { FORCE_COLOR: "1" } });
  const parsed: Readonly<Record<string, unknown>> = JSON.parse(stdout);
  expect({ exitCode, keys: Object.keys(parsed), command: parsed.command, status: parsed.status, error: parsed.error }).toEqual({ exitCode: 0, keys: [...KEYS], command: command[0], status: "ok", error: null });
  expect([stdout, stderr].filter((text) => ANSI.test(text))).toEqual([]);
  expect(() => narration(stderr)).not.toThrow();
});

test.each([
  ["USAGE", 2, ["statsu"]],
  ["USAGE", 2, ["up", "--prot", "1"]],
  ["USAGE", 2, ["exec", "--json", "pslq"]],
  ["USAGE", 2, ["keys", "sgin"]],
  ["USAGE", 2, ["restart", "kafak"]],
  ["USAGE", 2, ["why", "kafak"]],
  ["USAGE", 2, ["open", "postgres"]],
  ["USAGE", 2, ["ps", "no-such-instance"]],
  ["USAGE", 2, ["keys", "rotate", "extra"]],
  ["USAGE", 2, ["snapshot", "list", "before"]],
  ["USAGE", 2, ["seed", "--list", "dmeo"]],
  ["USAGE", 2, ["reset", "--yes", "--only", ""]],
  ["CONFIRMATION_REQUIRED", 2, ["down", "--volumes"]],
  ["TOKEN_INVALID", 1, ["keys", "verify", "no-token"]],
] as const)("a failure is an envelope too: %s, exit code %i, for %j", async (code, exit, command) => {
  const failed = await neotool(command.some((word) => word === "--json") ? command : [...command, "--json"], { cwd: workingCopy });
  const { status, data, error, ...rest } = envelope(failed);
  expect({ exitCode: failed.exitCode, status, data, code: error?.code, keys: Object.keys(rest) }).toEqual({ exitCode: exit, status: "failed", data: null, code, keys: ["schemaVersion", "command", "warnings"] });
  expect(Object.keys(error ?? {})).toEqual(["code", "message", "hint", "cause", "evidence", "docs"]);
});

leavesNothingBehind(async () => []);

test("a command that waits for what never comes does not end as if all were done", async () => {
  await using copy = await makeWorkingCopy("never", { ".neotool/README.md": "", "never.cjs": 'require("node:fs/promises").mkdir = () => new Promise(() => {});' });
  const env = { NODE_OPTIONS: `--require ${join(copy.path, "never.cjs")}` };
  const { exitCode, stderr } = await neotool(["down"], { cwd: copy.path, env });
  expect(stderr).toContain("error[BUG] neotool failed in a way it does not know: it waited for something that never came");
  expect(exitCode).toBe(1);
  const asJson = await neotool(["down", "--json"], { cwd: copy.path, env });
  expect([asJson.exitCode, envelope(asJson).error?.code]).toEqual([1, "BUG"]);
});
