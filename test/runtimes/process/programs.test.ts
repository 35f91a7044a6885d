import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markedProcesses } from "../../../dev/platform/end-group.ts";
import { startTimeOf } from "../../../dev/platform/process-identity.ts";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { MARK } from "../../../dev/runtimes/process/supervisor/mark.ts";
import { program, programScene, type Scene } from "../../support/programs.ts";
import { until } from "../../support/until.ts";

const endpoints = (port: number) => ({ http: { containerPort: port, preferredHostPort: port, scheme: "http" as const } });
const node = (source: string) => [process.execPath, "-e", source];
const stateOf = async ({ folder }: Scene) => JSON.parse(await readFile(join(folder, "apps", "state.json"), "utf8"));
const marksOf = async (scene: Scene): Promise<readonly string[]> => (await stateOf(scene)).apps.map(({ mark }: { mark: string }) => `${MARK}=${mark}`);
const runs = async (pid: number): Promise<boolean> => (await startTimeOf(pid)) !== undefined;

test("a program gets its environment and its port, is asked until it answers, and is ready then", async () => {
  await using scene = await programScene({ GREETING: "hello there" });
  const port = await ephemeralPort();
  const serve = 'require("http").createServer((q, a) => a.writeHead(q.url === "/up" ? 200 : 404).end()).listen(process.env.PORT, "127.0.0.1", () => console.log(process.env.GREETING))';
  await scene.start(program("web", { command: node(serve), endpoints: endpoints(port), readiness: { kind: "http", endpoint: "http", path: "/up", status: [200] } }, { http: port }));
  expect(await scene.reaches("web", "ready")).toMatchObject({ reason: null, restarts: 0, isOrphan: false });
  expect((await scene.log("web")).map(({ text, stream }) => [stream, text])).toEqual([["stdout", "hello there"]]);
});

test("without a question, a program is ready when it has run for a moment", async () => {
  await using scene = await programScene();
  await scene.start(program("worker"));
  expect((await scene.phase("worker"))?.phase).toBe("starting");
  await scene.reaches("worker", "ready");
});

test("a command that is not found, and a folder that is not there, are said as such", async () => {
  await using scene = await programScene();
  await scene.start(program("typo", { command: ["no-such-program", "--now"] }));
  await scene.start(program("lost", { command: ["true"], cwd: "not/there" }));
  expect(await scene.phase("typo")).toMatchObject({ phase: "failed", reason: "command not found: no-such-program" });
  expect(await scene.phase("lost")).toMatchObject({ phase: "failed", reason: `its folder ${join(scene.folder, "not/there")} does not exist` });
});

test("a script whose interpreter is not there, and an environment that is too long, are said as such", async () => {
  await using scene = await programScene({ LONG: "x".repeat(4_000_000) });
  await using other = await programScene();
  await writeFile(join(other.folder, "serve.sh"), "#!/bin/sh\r\nexec sleep 1000\r\n", { mode: 0o755 });
  await scene.start(program("app"));
  await other.start(program("app", { command: ["./serve.sh"] }));
  expect(await scene.phase("app")).toMatchObject({ phase: "failed", reason: "its environment, or one of its variables, is longer than the system takes" });
  expect(await other.phase("app")).toMatchObject({ phase: "failed", reason: "./serve.sh is there, but the program that its first line asks for is not (line ends of Windows count as part of that name)" });
});

test("a build error is shown and not tried again", async () => {
  await using scene = await programScene();
  await scene.start(program("app", { command: "echo 'e: Main.kt: unresolved reference' >&2; exit 3" }));
  expect(await scene.reaches("app", "failed")).toMatchObject({ reason: "exited with code 3 before it was ready, and is not started again by itself", restarts: 0 });
  expect((await scene.log("app")).map(({ text }) => text)[0]).toBe("e: Main.kt: unresolved reference");
});

test("what crashes after it was ready is started again after a pause, and its signal is told", async () => {
  await using scene = await programScene();
  await scene.start(program("app", { command: "[ -e died ] && exec sleep 1000; touch died; sleep 1.3; kill -SEGV $$" }));
  await scene.reaches("app", "ready");
  expect((await scene.reaches("app", "failed")).reason).toBe("was ended by SIGSEGV; started again after 0.5 s");
  expect(await scene.reaches("app", "ready")).toMatchObject({ restarts: 1 });
});

test("one that asks for it is started again whatever happens, ever more slowly, and a crash loop is said", async () => {
  await using scene = await programScene();
  await scene.start(program("app", { command: "exit 7", restart: "always" }));
  await until("the loop is seen", async () => (await scene.phase("app"))?.reason?.startsWith("crash loop: 3 times in a row it exited with code 7") === true);
});

test("stopping ends the whole group, also a child that ignores SIGTERM and one that has left the group", async () => {
  await using scene = await programScene();
  const stubborn = "trap '' TERM; sh -c 'trap \"\" TERM; echo deep; while :; do sleep 0.1; done' & setsid sleep 1000 & wait; while :; do sleep 0.1; done";
  await scene.start(program("app", { command: stubborn, stopGraceSeconds: 0.3 }));
  await scene.reaches("app", "ready");
  const [mark = ""] = await marksOf(scene);
  expect(markedProcesses(mark).length).toBeGreaterThanOrEqual(3);
  await scene.stop("app");
  expect(markedProcesses(mark)).toEqual([]);
  expect((await scene.phase("app"))?.phase).toBe("stopped");
  expect((await scene.log("app")).at(-1)?.text).toBe("neotool: it did not end within 0.3 s of being asked to, and was killed");
});

test("what a shell has started gets all of the grace, and is asked once, although the shell itself ends at once", async () => {
  await using scene = await programScene();
  const saves = ["trap 'echo asked; sleep 1.5; echo saved; exit 0' TERM", "while :; do sleep 0.05; done"].join("; ");
  await scene.start(program("app", { command: `sh -c "${saves}" & wait`, stopGraceSeconds: 10 }));
  await scene.reaches("app", "ready");
  await scene.stop("app");
  expect((await scene.log("app")).filter(({ stream }) => stream === "stdout").map(({ text }) => text)).toEqual(["asked", "saved"]);
});

test("children that outlive their parent are ended with it", async () => {
  await using scene = await programScene();
  await scene.start(program("app", { command: "sleep 1000 & exit 0" }));
  await scene.reaches("app", "stopped");
  expect(markedProcesses((await marksOf(scene))[0] ?? "")).toEqual([]);
});

test("programs whose supervisor was killed are seen as such, and the next start ends them first", async () => {
  await using scene = await programScene();
  await scene.start(program("app"));
  await scene.reaches("app", "ready");
  const { supervisor, apps } = await stateOf(scene);
  process.kill(supervisor.pid, "SIGKILL");
  await until("it is gone", async () => !(await runs(supervisor.pid)));
  expect(await scene.phase("app")).toMatchObject({ isOrphan: true, reason: expect.stringContaining("without its supervisor") });
  await scene.start(program("app"));
  expect(await runs(apps[0].process.pid)).toBe(false);
  expect(await scene.reaches("app", "ready")).toMatchObject({ isOrphan: false });
});

test("taking down ends programs whose supervisor was killed, and forgets them", async () => {
  await using scene = await programScene();
  await scene.start(program("app"));
  await scene.start(program("other"));
  const { supervisor } = await stateOf(scene);
  const marks = await marksOf(scene);
  process.kill(supervisor.pid, "SIGKILL");
  await until("it is gone", async () => !(await runs(supervisor.pid)));
  const never = new AbortController().signal;
  await Promise.all(["app", "other"].map((service) => scene.runtime.apply({ kind: "remove", service }, never)));
  expect(marks.flatMap(markedProcesses)).toEqual([]);
  expect(await scene.runtime.observe()).toEqual(new Map());
  expect(existsSync(join(scene.folder, "apps"))).toBe(false);
});

test("a supervisor that stands still for good does not keep anybody from ending its programs", async () => {
  await using scene = await programScene({}, 300);
  await scene.start(program("app", { stopGraceSeconds: 0.2 }));
  await scene.start(program("other", { stopGraceSeconds: 0.2 }));
  const { supervisor } = await stateOf(scene);
  const marks = await marksOf(scene);
  process.kill(supervisor.pid, "SIGSTOP");
  await Promise.all(["app", "other"].map((service) => scene.runtime.apply({ kind: "remove", service }, new AbortController().signal)));
  expect(marks.flatMap(markedProcesses)).toEqual([]);
  expect(await runs(supervisor.pid)).toBe(false);
  expect(await scene.runtime.observe()).toEqual(new Map());
});

test("a supervisor that has nothing to run leaves, and one whose folder is removed takes everything with it", async () => {
  await using scene = await programScene();
  await scene.start(program("app"));
  const first = await stateOf(scene);
  await scene.runtime.apply({ kind: "remove", service: "app" }, new AbortController().signal);
  await until("it has left", async () => !(await runs(first.supervisor.pid)));
  await scene.start(program("app"));
  const second = await stateOf(scene);
  await rm(join(scene.folder, "apps"), { recursive: true });
  await until("nothing runs", async () => !(await runs(second.supervisor.pid)) && !(await runs(second.apps[0].process.pid)));
});

test("a change to a watched file starts it anew, also after a build error", async () => {
  await using scene = await programScene();
  await writeFile(join(scene.folder, "main.sh"), "exit 2\n");
  await scene.start(program("app", { command: "sh main.sh", watch: ["*.sh"] }));
  await scene.reaches("app", "failed");
  await writeFile(join(scene.folder, "main.sh"), "exec sleep 1000\n");
  await scene.reaches("app", "ready");
});

test("a file that is saved while a program is started anew counts, and one that is saved before it is stopped does not bring it back", async () => {
  await using scene = await programScene();
  const source = join(scene.folder, "main.txt");
  await writeFile(source, "1");
  await scene.start(program("app", { command: "trap 'sleep 0.5; exit 0' TERM; echo $(cat main.txt); while :; do sleep 0.05; done", watch: ["*.txt"] }));
  const last = async () => (await scene.log("app")).filter(({ text }) => /^\d$/.test(text)).at(-1)?.text;
  await until("it runs", async () => (await last()) === "1");
  await writeFile(source, "2");
  await until("it is stopped for that", async () => (await scene.phase("app"))?.phase === "stopping");
  await writeFile(source, "3");
  await until("the last one is read", async () => (await last()) === "3");
  await writeFile(source, "4");
  await until("it is stopped for that", async () => (await scene.phase("app"))?.phase === "stopping");
  await writeFile(source, "5");
  await scene.stop("app");
  await scene.start(program("other"));
  await scene.reaches("other", "ready");
  expect((await scene.phase("app"))?.phase).toBe("stopped");
});

test("no secret of its environment is in a file or an argument", async () => {
  await using scene = await programScene({ DB_PASSWORD: "s3cr3t-of-the-environment" });
  await scene.start(program("app"));
  await scene.reaches("app", "ready");
  expect(await readFile(join(scene.folder, "apps", "state.json"), "utf8")).not.toContain("s3cr3t-of-the");
  const { supervisor } = await stateOf(scene);
  for (const file of ["cmdline", "environ"]) expect(await readFile(`/proc/${supervisor.pid}/${file}`, "utf8")).not.toContain("s3cr3t-of-the");
});
