import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { markedProcesses } from "../../../dev/platform/end-group.ts";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { MARK } from "../../../dev/runtimes/process/supervisor/mark.ts";
import { envelope } from "../../support/cli.ts";
import { instanceSecrets, ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { realProcess } from "../../support/node-process.ts";
import { neotoolAt } from "../../support/terminal.ts";
import { until } from "../../support/until.ts";

/** Serves where it is told to, and says whether the database that it is told of is there. */
const API = `
import { createServer } from "node:http";
import { connect } from "node:net";
const { PORT, POSTGRES_HOST, POSTGRES_PORT } = process.env;
const greeting = "hello";
connect(Number(POSTGRES_PORT), POSTGRES_HOST).on("connect", () => console.log("connected to the database")).on("error", (error) => console.log(error.message));
createServer((request, answer) => answer.writeHead(request.url === "/health/readiness" ? 200 : 404).end(greeting)).listen(Number(PORT), "127.0.0.1", () => console.error("ERROR is only a word: " + greeting));
`;

let instance: OwnedInstance;
let port = 0;

const config = (more = "") => `export default {
  profile: "core",
  apps: {
    api: { cwd: "service", command: "node api.mjs", port: ${port}, consumer: "kotlin", dependsOn: { postgres: "ready" }, watch: ["*.mjs"], stopGraceSeconds: 2 },
    web: { command: ["node", "-e", "console.log('web for', process.env.POSTGRES_PASSWORD ?? 'nobody'); setInterval(() => {}, 1000)"], consumer: "next", dependsOn: { api: "ready" } },
    ${more}
  },
};`;

beforeAll(async () => {
  port = await ephemeralPort();
  instance = await ownedInstance("shop", { "neotool.config.ts": config(), "service/api.mjs": API });
});

interface StateFile {
  readonly supervisor: { readonly pid: number };
  readonly apps: readonly { readonly name: string; readonly mark: string; readonly process: { readonly pid: number } | null }[];
}

const stateFile = async (): Promise<StateFile> => JSON.parse(await readFile(join(instance.path, ".neotool", "apps", "state.json"), "utf8"));
const pidOf = async (name: string): Promise<number | undefined> => (await stateFile()).apps.find((app) => app.name === name)?.process?.pid;
const phaseOf = async (name: string): Promise<string | undefined> => (await instance.phases())[name];
const logOf = async (...args: readonly string[]): Promise<string> => (await instance.run("logs", ...args)).stdout;
const marks = new Set<string>();
const noteMarks = async (): Promise<void> => (await stateFile()).apps.forEach(({ mark }) => marks.add(`${MARK}=${mark}`));

afterAll(async () => {
  await instance[Symbol.asyncDispose]();
  expect([...marks].flatMap(markedProcesses)).toEqual([]);
});

test("run brings up what an application needs, and then the application, with the stack's variables", async () => {
  const { exitCode, stderr, stdout } = await instance.run("run", "--json");
  expect([exitCode, stderr]).toEqual([0, expect.any(String)]);
  const { data } = envelope<{ services: readonly { name: string; kind: string; phase: string }[] }>({ exitCode, stdout, stderr });
  expect(data.services.filter(({ kind }) => kind !== "task").map(({ name, kind, phase }) => [name, kind, phase])).toEqual([
    ["postgres", "container", "ready"],
    ["api", "process", "ready"],
    ["web", "process", "ready"],
  ]);
  await noteMarks();
  expect(await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text())).toBe("hello");
});

test("status, logs and why know it as any other service; it gets no variable that is not its consumer's", async () => {
  expect(await instance.phases()).toMatchObject({ api: "ready", web: "ready", postgres: "ready", kafka: "stopped" });
  await until("it has connected", async () => (await logOf("api")).includes("connected to the database"));
  expect(await logOf("web", "api", "--grep", "only a word|web for")).toMatch(/^(web \| web for nobody\napi \| ERROR is only a word: hello|api \| ERROR is only a word: hello\nweb \| web for nobody)$/);
  expect(await logOf("web", "api", "--level", "error")).toBe("api | ERROR is only a word: hello");
  expect((await instance.run("why", "api")).stdout).toMatch(/^api is ready/);
});

test("up of what runs does nothing, and a changed definition starts only what it concerns", async () => {
  const before = await pidOf("web");
  expect((await instance.run("run", "--dry-run")).stdout).toBe("Nothing to do: everything is as it should be.");
  await instance.write("neotool.config.ts", config().replace('consumer: "kotlin"', 'consumer: "kotlin", env: { EXTRA: "1" }'));
  expect((await instance.run("run", "--dry-run")).stdout).toContain("start api (definition changed)");
  expect((await instance.run("why", "api")).stdout).toContain("env EXTRA");
  await instance.write("neotool.config.ts", config());
  expect(await pidOf("web")).toBe(before);
});

test("a restart is another process, and a change to a watched file is one too", async () => {
  const first = await pidOf("api");
  expect((await instance.run("restart", "api")).exitCode).toBe(0);
  const second = await pidOf("api");
  expect(second).not.toBe(first);
  await instance.write("service/api.mjs", API.replace('"hello"', '"changed"'));
  await until("the change is served", async () => (await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text(), () => "")) === "changed");
  expect((await logOf("api", "--tail", "50")).match(/connected to the database/g)?.length).toBe(3);
});

test("the screen shows an application as any other service: its log, its usage, a restart, and no shell in it", async () => {
  await using terminal = neotoolAt(["ui"], { cwd: instance.path, columns: 120, rows: 40 });
  await terminal.until("it is ready", () => /api +ready +http:/.test(terminal.screen()));
  while (!/▸. api/.test(terminal.screen())) {
    const before = terminal.screen();
    terminal.press("\u001b[B");
    await terminal.until("the next is selected", () => terminal.screen() !== before);
  }
  terminal.press("\r");
  await terminal.until("its log is there", () => /log of api[^]*connected to the database/.test(terminal.screen()));
  terminal.press("s");
  await terminal.until("it says where it runs", () => terminal.screen().includes("api runs on this machine itself"));
  const before = await pidOf("api");
  terminal.press("r");
  await terminal.until("it is another one", () => /api is ready again after/.test(terminal.screen()));
  expect(await pidOf("api")).not.toBe(before);
  terminal.press("u");
  await terminal.until("its usage is there", () => /usage of api[^]*memory +\d+/.test(terminal.screen()));
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
});

test("a build error is shown with its lines and its code, and rests", async () => {
  await instance.write("neotool.config.ts", config("broken: { command: \"echo 'Main.kt: unresolved reference' >&2; exit 3\" }, typo: { command: [\"no-such-program\"] }, lost: { command: \"true\", cwd: \"not/there\" },"));
  const failed = await instance.run("run", "broken");
  expect([failed.exitCode, failed.stderr]).toEqual([1, expect.stringMatching(/error\[SERVICE_EXITED\] broken exited with code 3 before it was ready\n {2}\| Main\.kt: unresolved reference/)]);
  expect(await phaseOf("broken")).toBe("failed");
  expect((await instance.run("run", "typo")).stderr).toContain("error[APP_NOT_STARTED] typo could not be started: command not found: no-such-program");
  expect((await instance.run("run", "lost")).stderr).toContain(`lost could not be started: its folder ${join(instance.path, "not/there")} does not exist`);
  await noteMarks();
});

test("an application that left the definition is stopped by the next run", async () => {
  await instance.write("neotool.config.ts", config());
  expect((await instance.run("run")).exitCode).toBe(0);
  expect((await stateFile()).apps.map(({ name }) => name).sort()).toEqual(["api", "web"]);
});

test("after kill -9 of the supervisor, status says so, and the next run begins again without an orphan", async () => {
  const { supervisor } = await stateFile();
  const orphans = await Promise.all(["api", "web"].map(pidOf));
  process.kill(supervisor.pid, "SIGKILL");
  await until("it is seen", async () => (await phaseOf("web")) === "unhealthy");
  expect((await instance.run("run")).exitCode).toBe(0);
  expect((await stateFile()).apps.map(({ process }) => process?.pid).some((pid) => orphans.includes(pid))).toBe(false);
  expect([...marks].flatMap(markedProcesses)).toEqual([]);
  await noteMarks();
});

test("down --apps leaves the services, and a port that yesterday's application has is named, and freed when asked", async () => {
  expect((await instance.run("down", "--apps")).stdout).toMatch(/^(api, web|web, api): stopped\. The services run on\.$/);
  expect(await instance.phases()).toMatchObject({ api: "stopped", postgres: "ready" });
  await using yesterday = realProcess("/bin/sh", ["-c", `cd ${join(instance.path, "service")} && PORT=${port} exec node api.mjs`], { PATH: process.env["PATH"] ?? "", POSTGRES_HOST: "127.0.0.1", POSTGRES_PORT: "1" });
  await until("it has the port", () => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false));
  const taken = await instance.run("run", "api");
  expect([taken.exitCode, taken.stderr]).toEqual([1, expect.stringContaining(`api wants port ${port}, which is taken by process ${yesterday.pid} (node api.mjs, in ${join(instance.path, "service")})`)]);
  expect(taken.stderr).toContain("neotool dev run api --replace stops it first.");
  await using refusing = neotoolAt(["run", "api"], { cwd: instance.path, columns: 160 });
  await refusing.until("it asks", () => refusing.screen().includes("Stop it? [y/N]"));
  refusing.press("n\r");
  expect([await refusing.exited, refusing.screen()]).toEqual([1, expect.stringContaining("error[PORT_BUSY]")]);
  expect(await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.status)).toBe(404);
  const replaced = await instance.run("run", "api", "--replace");
  expect([replaced.exitCode, replaced.stderr]).toEqual([0, expect.not.stringContaining("error")]);
  await until("it is gone", () => !existsSync(`/proc/${yesterday.pid}`));
  await noteMarks();
});

test("no secret of the instance is in a file of the applications or in the supervisor's environment", async () => {
  const { supervisor } = await stateFile();
  const places = [await readFile(join(instance.path, ".neotool", "apps", "state.json"), "utf8"), await readFile(`/proc/${supervisor.pid}/environ`, "utf8"), await readFile(`/proc/${supervisor.pid}/cmdline`, "utf8")];
  const secrets = await instanceSecrets(instance);
  expect(secrets.length).toBeGreaterThan(0);
  expect(places.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([]);
});

test("a token is signed for the services that it is for", async () => {
  const { exitCode, stderr } = await instance.run("token", "--sub", "alice");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining("KEYS_MISSING")]);
  expect((await instance.run("token", "--ttl", "soon")).exitCode).toBe(2);
});

test("down ends everything, and leaves nothing of it", async () => {
  const { supervisor } = await stateFile();
  expect((await instance.run("down")).exitCode).toBe(0);
  await until("the supervisor has left", () => !existsSync(`/proc/${supervisor.pid}`));
  expect(existsSync(join(instance.path, ".neotool", "apps", "state.json"))).toBe(false);
});
