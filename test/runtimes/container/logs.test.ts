import { expect, test } from "vitest";
import { logLines } from "../../../dev/runtimes/container/logs.ts";
import { fakeEngine } from "../../support/fake-engine.ts";

const STREAMS = { stdout: 1, stderr: 2 } as const;

/** One entry as the engine multiplexes it: stream, three zeros, length, bytes. */
const entry = (stream: keyof typeof STREAMS, text: string): Buffer => {
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
