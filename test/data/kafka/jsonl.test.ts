import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checkFile } from "../../../dev/data/kafka/check-file.ts";
import { lineBlocks, recordsOf } from "../../../dev/data/kafka/jsonl.ts";
import { failureOf } from "../../support/failure.ts";
import { sourceFile } from "../../support/source-file.ts";

const { signal } = new AbortController();

const recordsIn = async (content: string, from = { bytes: 0, line: 1 }) => {
  await using file = await sourceFile(content);
  const found = [];
  for await (const block of lineBlocks(file, from)) for (const { record, line } of recordsOf(block, file)) found.push({ line, ...record });
  return found;
};

test("a record's key and value are texts as they are, and JSON otherwise; null is a tombstone", async () => {
  const lines = ['{"key":"a","value":{"id":1}}', "", '{"key":{"id":2},"value":"plain","headers":{"type":"x","n":1},"partition":2}', '{"key":"a","value":null}'];
  expect(await recordsIn(lines.join("\r\n"))).toEqual([
    { line: 1, key: "a", value: '{"id":1}', headers: undefined, partition: undefined },
    { line: 3, key: '{"id":2}', value: "plain", headers: { type: "x", n: "1" }, partition: 2 },
    { line: 4, key: "a", value: undefined, headers: undefined, partition: undefined },
  ]);
});

test("a file is read on from a byte, with its own line numbers", async () => {
  const first = '{"value":"1"}\n';
  expect((await recordsIn(`${first}{"value":"2"}\n`, { bytes: first.length, line: 2 })).map(({ line, value }) => [line, value])).toEqual([[2, "2"]]);
});

test("blocks end with lines, also where a line is longer than what is read at once", async () => {
  const long = JSON.stringify({ value: "x".repeat(1_200_000) });
  const lines = [long, ...Array.from({ length: 20_000 }, (_, index) => JSON.stringify({ value: `é${index}` })), long];
  await using file = await sourceFile(lines.join("\n"));
  const blocks = [];
  for await (const block of lineBlocks(file, { bytes: 0, line: 1 })) blocks.push(block);
  expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe(lines.join("\n"));
  expect(blocks.slice(0, -1).every(({ bytes }) => bytes.at(-1) === 10)).toBe(true);
  expect(blocks[0]).toMatchObject({ line: 1, end: Buffer.byteLength(long) + 1 }); // alone: a broker would refuse it with others
  expect(blocks.map(({ line }) => line)[1]).toBe(2);
});

test.each([
  ['{"value":1}\n{"value":', "file.jsonl:2 is no JSON"],
  ['\n{"value":1,"valeu":2}', 'file.jsonl:2 has an unknown key "valeu"; did you mean "value"?'],
  ['{"key":"a"}', "file.jsonl:1 has no value"],
  ['{"value":1,"partition":-1}', "file.jsonl:1 its partition is no number from 0 on"],
  ['{"value":1,"headers":[1]}', "file.jsonl:1 its headers are no object"],
  ["[1]", "file.jsonl:1 is no object"],
])("%j is refused: %s", async (content, message) => {
  await using file = await sourceFile(content);
  expect(await failureOf(checkFile(file, undefined, signal))).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining(message) });
});

test("numbers are sent as they are written, also those that JavaScript has not", async () => {
  const [record] = await recordsIn('{"key":1234567890123456789,"value":{"id":12345678901234567890,"price":0.1234567890123456789,"many":1e400,"few":7},"headers":{"n":12345678901234567890},"partition":2}\n');
  expect(record).toMatchObject({ key: "1234567890123456789", value: '{"id":12345678901234567890,"price":0.1234567890123456789,"many":1e400,"few":7}', headers: { n: "12345678901234567890" }, partition: 2 });
});

test("bytes that are no UTF-8 do not become data", async () => {
  await using file = await sourceFile(Buffer.from([...Buffer.from('{"value":"'), 0xff, ...Buffer.from('"}\n')]));
  expect(await failureOf(checkFile(file, undefined, signal))).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("no UTF-8") });
});

test("what a file is like is told in one reading: its hash, and that of the beginning that was sent before", async () => {
  const [first, second] = ['{"value":1}\n{"value":2}\n', '{"value":3,"partition":4}\n'];
  await using file = await sourceFile(first + second);
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  expect(await checkFile(file, first.length, signal)).toEqual({ hash: sha(first + second), beginning: sha(first), beginningLines: 2, records: 3, highestPartition: { partition: 4, line: 3 } });
  expect(await checkFile(file, file.bytes + 1, signal)).toMatchObject({ beginning: undefined });
  expect(await checkFile(file, 0, signal)).toMatchObject({ beginning: sha(""), beginningLines: 0 });
});
