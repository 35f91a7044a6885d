import { expect, test } from "vitest";
import { logBatches, logLines } from "../../../dev/runtimes/container/logs.ts";
import { failureOf } from "../../support/failure.ts";
import { fakeEngine, type Overrides } from "../../support/fake-engine.ts";
import { linesOf as allOf } from "../../support/log-lines.ts";

const STREAMS = { stdout: 1, stderr: 2 } as const;

/** One entry as the engine multiplexes it: stream, three zeros, length, bytes. */
const entry = (stream: keyof typeof STREAMS, text: string | Buffer): Buffer => {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = STREAMS[stream];
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
};

/** What the reader makes of these bytes, when they come in pieces of this size. */
const linesOf = async (bytes: Buffer, pieceSize: number) => {
  await using engine = await fakeEngine({
    overrides: {
      "GET /containers/c/logs": ({ response }) => {
        response.writeHead(200);
        for (let at = 0; at < bytes.length; at += pieceSize) response.write(bytes.subarray(at, at + pieceSize));
        response.end();
      },
    },
  });
  const lines: string[] = [];
  for await (const { service, stream, at, text } of logLines(engine.socket, "c", "kafka", {}, new AbortController().signal)) lines.push(`${service} ${stream} ${at} ${text}`);
  return lines;
};

const T = (second: number) => `2026-11-20T10:00:0${second}.000000000Z`;

test.each([1, 3, 7, 4096])("both streams come as lines in the engine's order, however the bytes are cut (%i at a time)", async (pieceSize) => {
  const bytes = Buffer.concat([entry("stdout", `${T(1)} grüße\n`), entry("stderr", `${T(2)} oh\r\n`), entry("stdout", `${T(3)} \n`), entry("stdout", `${T(4)} no line end`)]);
  expect(await linesOf(bytes, pieceSize)).toEqual([`kafka stdout ${T(1)} grüße`, `kafka stderr ${T(2)} oh`, `kafka stdout ${T(3)} `, `kafka stdout ${T(4)} no line end`]);
});

test("a long line, which the engine cuts and stamps piece by piece, is one line with its first time", async () => {
  const bytes = Buffer.concat([entry("stdout", `${T(1)} one `), entry("stderr", `${T(2)} other\n`), entry("stdout", `${T(3)} long `), entry("stdout", `${T(4)} line\n`)]);
  expect(await linesOf(bytes, 4096)).toEqual([`kafka stderr ${T(2)} other`, `kafka stdout ${T(1)} one long line`]);
});

test("a line that never ends is cut", async () => {
  const pieces = Array.from({ length: 70 }, () => entry("stdout", `${T(1)} ${"x".repeat(16_384)}`));
  const lines = await linesOf(Buffer.concat(pieces), 65_536);
  expect(lines.map(({ length }) => length > 1_000_000)).toEqual([true, false]);
});

test("an abort ends the log without an error", async () => {
  const stop = new AbortController();
  await using engine = await fakeEngine({ overrides: { "GET /containers/c/logs": ({ response }) => void response.writeHead(200).write(entry("stdout", `${T(1)} first\n`)) } });
  const lines: string[] = [];
  for await (const { text } of logLines(engine.socket, "c", "kafka", { follow: true }, stop.signal)) {
    lines.push(text);
    stop.abort(new Error("enough"));
  }
  expect(lines).toEqual(["first"]);
});

test.each([
  ["2026-11-20T10:00:01.000000042Z", "1795168801.000000042"],
  ["2026-11-20T10:00:01Z", "1795168801.0"],
  ["1795168801.5", "1795168801.5"],
])("since %s is asked for as the engine takes it", async (since, asked) => {
  let query = "";
  await using engine = await fakeEngine({ overrides: { "GET /containers/c/logs": (call) => ((query = call.query.get("since") ?? ""), call.answer(200)) } });
  for await (const _line of logLines(engine.socket, "c", "kafka", { since }, new AbortController().signal));
  expect(query).toBe(asked);
});

const logThat = (answer: Overrides[string]) => fakeEngine({ overrides: { "GET /containers/c/logs": answer } });
const read = (socket: string, signal = new AbortController().signal) => logBatches(socket, "c", "kafka", {}, signal);

test.each([1, 5, 65_536])("a character that the engine cuts in two, at the end of a piece, stays whole (%i at a time)", async (pieceSize) => {
  const [first, second] = [Buffer.from("grüß"), Buffer.from("dich\n")];
  const cut = Buffer.concat([entry("stdout", Buffer.concat([Buffer.from(`${T(1)} `), first.subarray(0, 3)])), entry("stdout", Buffer.concat([Buffer.from(`${T(2)} `), first.subarray(3), second]))]);
  expect(await linesOf(cut, pieceSize)).toEqual([`kafka stdout ${T(1)} grüßdich`]);
});

test("bytes that are no text do not break the line that they are in, nor the next", async () => {
  const binary = Buffer.from([0x00, 0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0x41, 0x0a]);
  const bytes = Buffer.concat([entry("stdout", Buffer.concat([Buffer.from(`${T(1)} `), binary])), entry("stdout", `${T(2)} next\n`)]);
  expect(await linesOf(bytes, 4096)).toEqual([`kafka stdout ${T(1)} \0\ufffd\ufffd\u001b[2JA`, `kafka stdout ${T(2)} next`]);
});

test("a line of 90 000 characters is one line, however its pieces come", async () => {
  const long = Array.from({ length: 90_000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
  const pieces = (long + "\n").match(/[^]{1,16384}/g) ?? [];
  expect(await linesOf(Buffer.concat(pieces.map((piece, index) => entry("stderr", `${T(index)} ${piece}`))), 10_000)).toEqual([`kafka stderr ${T(0)} ${long}`]);
});

test("a line that is cut because it never ends is not cut within a word: half a secret would be known to nobody", async () => {
  const words = `${"x".repeat(99)} `.repeat(163);
  const pieces = Array.from({ length: 62 }, () => entry("stdout", `${T(1)} ${words}s3cr3t-t0ken`));
  const lines = await linesOf(Buffer.concat([...pieces, entry("stdout", `${T(2)}  and on\n`)]), 65_536);
  expect(lines.length).toBe(2);
  expect(lines.map((line) => line.endsWith(" "))).toEqual([true, false]);
  expect(lines[1]).toMatch(/^kafka stdout \S+ s3cr3t-t0ken and on$/);
});

test.each([404, 409])("a container that is gone (%i) has no log, which is no failure", async (status) => {
  await using engine = await logThat(({ answer }) => answer(status, { message: "No such container: c" }));
  expect(await allOf(read(engine.socket))).toEqual([]);
});

test("an engine that goes away in the middle is a failure that says whose log is missing", async () => {
  await using engine = await logThat(({ response }) => {
    response.writeHead(200);
    response.write(entry("stdout", `${T(1)} first\n`), () => response.destroy());
  });
  expect(await failureOf(allOf(read(engine.socket)))).toMatchObject({ code: "ENGINE_FAILED", message: "The engine stopped sending the log of kafka" });
});

test("the engine waits for whoever reads: what nobody takes is not sent", async () => {
  let sent = 0;
  const chunk = entry("stdout", `${T(1)} ${"x".repeat(8_000)}\n`);
  await using engine = await logThat(({ response }) => {
    const send = () => {
      let more = true;
      while (more && !response.destroyed) {
        sent += chunk.length;
        more = response.write(chunk);
      }
      response.once("drain", send);
    };
    response.writeHead(200);
    send();
  });
  const stop = new AbortController();
  const log = read(engine.socket, stop.signal)[Symbol.asyncIterator]();
  await log.next();
  let before = -1;
  await expect.poll(() => { const isSame = sent === before; before = sent; return isSame; }, { interval: 100 }).toBe(true);
  expect(sent).toBeLessThan(4_000_000);
  stop.abort();
  await log.return?.();
});

test("until is asked for as the engine takes it", async () => {
  let query = "";
  await using engine = await logThat((call) => ((query = call.query.get("until") ?? ""), call.answer(200)));
  for await (const _batch of logBatches(engine.socket, "c", "kafka", { until: "2026-11-20T10:00:01.000000042Z" }, new AbortController().signal));
  expect(query).toBe("1795168801.000000042");
});
