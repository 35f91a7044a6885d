import { expect, inject, test } from "vitest";
import type { LogLine, LogOptions } from "../../dev/engine/runtime.ts";
import { logBatches } from "../../dev/runtimes/container/logs.ts";
import { testEngine } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { linesOf } from "../support/log-lines.ts";
import { imageOfStack, runContainer, type RawContainer } from "../support/raw-container.ts";

// How the engine itself gives its logs: what the fakes of the unit tests are made after.
const { workingCopy } = inject("stack");
const image = await imageOfStack(workingCopy, "postgres");
const { socket } = await testEngine();

const shell = (script: string): Promise<RawContainer> => runContainer(image, ["bash", "-c", script]);

const logOf = ({ name }: RawContainer, options: LogOptions = {}, signal = new AbortController().signal) => logBatches(socket, name, "test", options, signal);

const written = async (script: string): Promise<readonly LogLine[]> => {
  await using container = await shell(script);
  await container.ended();
  return await linesOf(logOf(container));
};

test.each([16_383, 16_384, 16_385, 32_768, 90_000])("a line of %i characters is one line, with the one after it on its own", async (length) => {
  const lines = await written(`printf '%0${length}d\\nnext\\n' 7`);
  expect(lines.map(({ text }) => text.length)).toEqual([length, 4]);
  expect(lines[0]?.text).toMatch(/^0+7$/);
});

test("of a character over the edge of 16 KiB the engine itself keeps two signs for its halves; nothing else of the line is touched", async () => {
  const [line] = await written("printf '%016383d' 7; printf 'ü%.0s' {1..20000}; echo");
  const broken = [...(line?.text ?? "").matchAll(/\ufffd\ufffd/g)];
  expect(broken).toHaveLength(3);
  expect(line?.text.replaceAll("\ufffd\ufffd", "ü") === `${"7".padStart(16_383, "0")}${"ü".repeat(20_000)}`).toBe(true);
});

test("long lines of both streams at once are not mixed", async () => {
  const lines = await written("for i in 1 2 3 4 5; do printf '%070000d\\n' 1; printf '%070000d\\n' 2 >&2; done");
  expect(lines.toSorted((a, b) => a.stream.localeCompare(b.stream)).map(({ stream, text }) => [stream, text.length, text.at(-1)])).toEqual([
    ...Array.from({ length: 5 }, () => ["stderr", 70_000, "2"]),
    ...Array.from({ length: 5 }, () => ["stdout", 70_000, "1"]),
  ]);
});

test("bytes that are no text come as lines all the same", async () => {
  expect((await written("printf '\\000\\377\\376\\033[2J\\n\\nend'")).map(({ text }) => text)).toEqual(["\0\ufffd\ufffd\u001b[2J", "", "end"]);
});

test("a hundred thousand lines come all, in order, also when they are taken slowly", async () => {
  await using container = await shell("seq 1 100000");
  await container.ended();
  let seen = 0;
  for await (const batch of logOf(container)) {
    for (const { text } of batch) expect(Number(text) === seen + 1 || text).toBe(true), (seen += 1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(seen).toBe(100_000);
});

test("since and until are both part of the period, to the nanosecond", async () => {
  await using container = await shell("for i in 1 2 3 4 5; do echo $i; done");
  await container.ended();
  const all = await linesOf(logOf(container));
  const [, second, , fourth] = all;
  const some = await linesOf(logOf(container, { since: second?.at ?? "", until: fourth?.at ?? "" }));
  expect(some.map(({ text }) => text)).toEqual(["2", "3", "4"]);
});

test("following ends when the container does", async () => {
  await using container = await shell("echo one; read -t 1 < <(:); echo two");
  expect((await linesOf(logOf(container, { follow: true }))).map(({ text }) => text)).toEqual(["one", "two"]);
});

leavesNothingBehind(async () => []);
