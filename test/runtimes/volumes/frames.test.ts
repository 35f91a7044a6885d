import { expect, test } from "vitest";
import { outputOf } from "../../../dev/runtimes/volumes/frames.ts";

const frame = (stream: 1 | 2, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

/** As it comes, this many bytes at a time. */
async function* inPieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test.each([1, 3, 8, 9, 1_000])("what was written is taken apart wherever it is cut (%i bytes at a time)", async (size) => {
  const complaints: string[] = [];
  const output: Buffer[] = [];
  const sent = Buffer.concat([frame(1, "copied copy\n"), frame(2, "a complaint"), frame(1, ""), frame(1, "done\n")]);
  for await (const part of outputOf(inPieces(sent, size), (text) => complaints.push(text))) output.push(part);
  expect([Buffer.concat(output).toString(), complaints.join("")]).toEqual(["copied copy\ndone\n", "a complaint"]);
});

test("a stream that ends in the middle of a frame ends with what came", async () => {
  const output: Buffer[] = [];
  for await (const part of outputOf(inPieces(frame(1, "whole").subarray(0, 10), 4), () => {})) output.push(part);
  expect(Buffer.concat(output).toString()).toBe("wh");
});
