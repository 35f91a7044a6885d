import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogLine } from "../../../dev/engine/runtime.ts";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { program, programScene, type Scene } from "../../support/programs.ts";
import { until } from "../../support/until.ts";

const stateOf = async ({ folder }: Scene) => JSON.parse(await readFile(join(folder, "apps", "state.json"), "utf8"));
const node = (source: string) => [process.execPath, "-e", source];

test("fifty thousand lines a second pass without loss, over several files, to who reads them later", async () => {
  await using scene = await programScene();
  const lines = 100_000;
  // Steadily, as a service writes: 500 lines every 10 ms.
  const write = `let n = 0; const t = setInterval(() => { let s = ""; for (let i = 0; i < 500 && n < ${lines}; i++) s += "line " + n++ + " ".repeat(90) + "\\n"; process.stdout.write(s); if (n >= ${lines}) { clearInterval(t); } }, 10)`;
  await scene.start(program("app", { command: node(write), restart: "never" }));
  await scene.reaches("app", "stopped");
  const numbers = (await scene.log("app")).filter(({ text }) => text.startsWith("line ")).map(({ text }) => Number(text.slice(5)));
  expect(numbers.length).toBe(lines);
  expect(numbers.every((number, index) => number === index)).toBe(true);
});

test("who follows a program reads on over its restarts and its rotated files, and misses nothing", async () => {
  await using scene = await programScene();
  const lines = 150_000;
  const write = `let n = 0; const t = setInterval(() => { let s = ""; for (let i = 0; i < 500 && n < ${lines}; i++) s += "line " + n++ + " ".repeat(90) + "\\n"; process.stdout.write(s); if (n >= ${lines}) { clearInterval(t); } }, 10)`;
  await scene.start(program("app", { command: node(write), restart: "never" }));
  const over = new AbortController();
  let next = 0;
  for await (const batch of scene.runtime.logBatches("app", { follow: true }, over.signal)) {
    for (const { text } of batch) {
      if (!text.startsWith("line ")) continue;
      expect(Number(text.slice(5))).toBe(next);
      next += 1;
    }
    if (next === lines) over.abort();
  }
  expect(next).toBe(lines);
});

test("a line of ninety thousand characters is one line, and binary output holds nobody up", async () => {
  await using scene = await programScene();
  const write = 'process.stdout.write("x".repeat(90000) + "\\n"); process.stdout.write(Buffer.from([0, 255, 254, 10])); process.stdout.write("zażółć\\n"); process.stdout.write("no end")';
  await scene.start(program("app", { command: node(write), restart: "never" }));
  await scene.reaches("app", "stopped");
  const [long, binary, words, rest] = await scene.log("app");
  expect(long?.text.length).toBe(90_000);
  expect(binary?.text).toBe("\u0000\uFFFD\uFFFD");
  expect([words?.text, rest?.text]).toEqual(["zażółć", "no end"]);
});

test("the last lines, and what comes after them, each once", async () => {
  await using scene = await programScene();
  await scene.start(program("app", { command: "for i in 1 2 3 4 5; do echo $i; done; sleep 1.2; echo 6; exec sleep 1000" }));
  await until("five are there", async () => (await scene.log("app")).length === 5);
  const over = new AbortController();
  const seen: LogLine[] = [];
  for await (const batch of scene.runtime.logBatches("app", { tail: 2, follow: true }, over.signal)) {
    seen.push(...batch);
    if (seen.length === 3) over.abort();
  }
  expect(seen.map(({ text }) => text)).toEqual(["4", "5", "6"]);
});

test("a supervisor that stands still holds a program up no longer than itself, and loses nothing of a full pipe", async () => {
  await using scene = await programScene();
  const marker = join(scene.folder, "full");
  // More than any pipe takes: it waits in the middle of its write.
  const write = `require("fs").writeSync(1, "begun\\n"); require("fs").writeFileSync(${JSON.stringify(marker)}, ""); for (let n = 0; n < 20000; n++) require("fs").writeSync(1, "line " + n + "\\n"); setInterval(() => {}, 1000)`;
  const { supervisor } = await scene.start(program("other")).then(() => stateOf(scene));
  await scene.start(program("app", { command: node(`setTimeout(() => { ${write} }, 300)`) }));
  process.kill(supervisor.pid, "SIGSTOP");
  await until("it writes", () => existsSync(marker));
  process.kill(supervisor.pid, "SIGCONT");
  await until("all is there", async () => (await scene.log("app")).filter(({ text }) => text.startsWith("line ")).length === 20_000);
  expect((await scene.log("app")).map(({ text }) => text).slice(0, 3)).toEqual(["begun", "line 0", "line 1"]);
});

test("a laptop that sleeps while a program starts finds it starting, and then ready", async () => {
  await using scene = await programScene();
  const port = await ephemeralPort();
  const serve = `setTimeout(() => require("net").createServer().listen(${port}, "127.0.0.1"), 700); console.log("awake")`;
  await scene.start(program("app", { command: node(serve), endpoints: { http: { containerPort: port, preferredHostPort: port, scheme: "http" } }, readiness: { kind: "tcp", endpoint: "http" } }, { http: port }));
  await until("it runs", async () => (await scene.log("app")).length === 1);
  const { supervisor, apps } = await stateOf(scene);
  const everybody = [supervisor.pid, -apps[0].process.pid];
  for (const pid of everybody) process.kill(pid, "SIGSTOP");
  await new Promise((awake) => setTimeout(awake, 2_500)); // the fault itself: longer than a question may take
  for (const pid of everybody) process.kill(pid, "SIGCONT");
  expect(await scene.reaches("app", "ready")).toMatchObject({ restarts: 0, reason: null, isOrphan: false, pid: apps[0].process.pid });
});
