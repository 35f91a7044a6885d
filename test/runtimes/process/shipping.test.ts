import { appendFile, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logFiles } from "../../../dev/runtimes/process/log-files.ts";
import { openCursor } from "../../../dev/runtimes/process/supervisor/shipping/log-cursor.ts";
import { shipLogs } from "../../../dev/runtimes/process/supervisor/shipping/ship-logs.ts";
import { systemClock } from "../../../dev/platform/clock.ts";
import { startTimeOf } from "../../../dev/platform/process-identity.ts";
import { program, programScene, type Scene } from "../../support/programs.ts";
import { pushLoki, type PushLoki } from "../../support/push-loki.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

const never = new AbortController().signal;
const node = (source: string) => [process.execPath, "-e", source];
const numbersIn = (loki: PushLoki) => loki.lines().flatMap(({ line }) => (line.startsWith("line ") ? [Number(line.slice(5))] : []));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const supervisorOf = async ({ folder }: Scene): Promise<number> => JSON.parse(await readFile(join(folder, "apps", "state.json"), "utf8")).supervisor.pid;

test("lines come to Loki with the labels of any service, a stack trace as one record", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  const write = [
    'console.log(JSON.stringify({ timestamp: "2026-03-01T10:00:00Z", level: "WARN", message: "slow", trace_id: "abc" }))',
    'console.error("12:00:00.000 [main] ERROR c.n.App - it broke\\njava.lang.IllegalStateException: no\\n\\tat c.n.App.main(App.kt:3)\\nCaused by: x\\n\\tat y")',
    'console.log("plain")',
    "setTimeout(() => {}, 60000)",
  ];
  await scene.start(program("app", { command: node(write.join(";")) }));
  await scene.runtime.shipLogs(loki.url, never);
  await until("all is there", () => loki.lines().length === 3);
  const labels = { instance: "test-1", service: "app" };
  expect(loki.lines().map(({ labels, line }) => ({ labels, line })).sort((a, b) => (a.line < b.line ? -1 : 1))).toEqual([
    { labels: { ...labels, stream: "stderr", level: "error" }, line: "12:00:00.000 [main] ERROR c.n.App - it broke\njava.lang.IllegalStateException: no\n\tat c.n.App.main(App.kt:3)\nCaused by: x\n\tat y" },
    { labels: { ...labels, stream: "stdout", level: "unknown" }, line: "plain" },
    { labels: { ...labels, stream: "stdout", level: "warn" }, line: '{"timestamp":"2026-03-01T10:00:00Z","level":"WARN","message":"slow","trace_id":"abc"}' },
  ]);
});

test("equal lines of one millisecond are as many lines, in their order", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  await scene.start(program("app", { command: node('process.stdout.write("same\\n".repeat(500)); setTimeout(() => {}, 60000)') }));
  await scene.runtime.shipLogs(loki.url, never);
  await until("all are there", () => loki.lines().length === 500);
  const times = loki.lines().map(({ ns }) => ns);
  expect(times).toEqual(times.toSorted());
});

test("while Loki is away or has no room, programs go on, and afterwards every line is there once", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  loki.answers(503);
  await scene.start(program("app", { command: node('let n = 0; setInterval(() => { if (n < 300) console.log("line " + n++); }, 5)') }));
  await scene.runtime.shipLogs(loki.url, never);
  await until("it was asked", () => loki.requests() > 0);
  await until("the program has gone on", async () => (await scene.log("app")).length === 300);
  expect(loki.lines()).toEqual([]);
  loki.answers(204);
  await until("all is there", () => numbersIn(loki).length === 300, 15_000);
  expect(numbersIn(loki)).toEqual(upTo(300));
});

test("lines that Loki will never take are said, and those behind them are sent", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  loki.answers(400);
  const marker = join(scene.folder, "go on");
  await scene.start(program("app", { command: `echo too old; while [ ! -e '${marker}' ]; do sleep 0.05; done; echo fine; exec sleep 1000` }));
  await scene.runtime.shipLogs(loki.url, never);
  const said = () => readFile(join(scene.folder, "apps", "supervisor.log"), "utf8");
  await until("it is said", async () => (await said()).includes("Loki refused lines of app: so it is"));
  loki.answers(204);
  await appendFile(marker, "");
  await until("the next is there", () => loki.lines().some(({ line }) => line === "fine"));
});

test("after kill -9 of the supervisor nothing is sent twice, and nothing is left out", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  const counting = (from: number) => program("app", { command: node(`let n = ${from}; setInterval(() => { if (n < ${from} + 100) console.log("line " + n++); }, 5)`) });
  await scene.start(counting(0));
  await scene.runtime.shipLogs(loki.url, never);
  await until("some are there", () => numbersIn(loki).length > 10);
  await until("all are written", async () => (await scene.log("app")).length === 100);
  const pid = await supervisorOf(scene);
  process.kill(pid, "SIGKILL");
  await until("it is gone", async () => (await startTimeOf(pid)) === undefined);
  await scene.start(counting(100));
  await until("all are there", () => numbersIn(loki).length === 200);
  expect(numbersIn(loki).sort((a, b) => a - b)).toEqual(upTo(200));
});

test("its last words are sent before its log is removed", async () => {
  await using loki = await pushLoki();
  await using scene = await programScene();
  await scene.start(program("app", { command: "trap 'echo goodbye; exit 0' TERM; echo hello; while :; do sleep 0.02; done" }));
  await scene.runtime.shipLogs(loki.url, never);
  await until("it runs", () => loki.lines().some(({ line }) => line === "hello"));
  await scene.runtime.apply({ kind: "remove", service: "app" }, never);
  expect(loki.lines().map(({ line }) => line)).toContain("goodbye");
});

test("a cursor reads every line once over files that are put aside, a line that is long in pieces, and begins again where it was", async () => {
  await using dir = await tempDir();
  const files = logFiles(dir.path, "app");
  const [, , older = "", current = ""] = files;
  const stamped = (text: string) => `2026-03-01T10:00:00.000Z o ${text}\n`;
  const textsOf = (cursor: ReturnType<typeof openCursor>) => {
    const texts: string[] = [];
    for (let lines = cursor.read(); lines.length > 0; lines = cursor.read()) texts.push(...lines.map(({ text }) => text));
    return texts;
  };
  await appendFile(current, stamped("one") + stamped("two"));
  const cursor = openCursor(files, undefined);
  expect(textsOf(cursor)).toEqual(["one", "two"]);
  await appendFile(current, stamped("three"));
  await rename(current, older);
  await appendFile(current, stamped("four"));
  expect(textsOf(cursor)).toEqual(["three", "four"]);
  const long = "ż".repeat(45_000);
  await appendFile(current, stamped(long) + stamped("five"));
  const place = cursor.place();
  const pieces = textsOf(cursor);
  expect([pieces.length, pieces.slice(0, 2).join("") === long, pieces[2]]).toEqual([3, true, "five"]);
  cursor.close();
  const again = openCursor(files, place);
  expect(textsOf(again)).toEqual(pieces);
  again.close();
  const gone = openCursor(files, { inode: 1, offset: 5 });
  expect(textsOf(gone)[0]).toBe("one");
  gone.close();
});

test("a calendar that is set back holds no line back", async () => {
  await using dir = await tempDir();
  const bodies: string[] = [];
  const clock = { ...systemClock, date: () => new Date("2020-01-01T00:00:00Z") };
  const push = async (_to: string, body: string) => {
    bodies.push(body);
    return { kind: "taken" } as const;
  };
  await appendFile(dir.file("app.log"), "2026-03-01T10:00:00.000Z o written before it was set back\n");
  const shipper = shipLogs({ instance: "shop-1", logs: dir.path, file: dir.file("shipped.json"), clock, push, say: () => {} });
  shipper.to("http://127.0.0.1:1");
  shipper.wrote("app");
  await until("it is sent", () => bodies.some((body) => body.includes("written before it was set back")));
  shipper.close();
});
