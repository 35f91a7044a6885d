import { closeSync, openSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { WriteStream } from "node:tty";
import { expect, test } from "vitest";
import { standardSink } from "../../dev/cli/standard-sink.ts";
import { tempDir } from "../support/temp-dir.ts";

/** A stream that remembers what it is given. */
const remembering = () => {
  const given: string[] = [];
  const stream: NodeJS.WriteStream = Object.create(WriteStream.prototype, {
    isTTY: { value: true },
    columns: { value: 132 },
    write: { value: (text: string | Uint8Array) => given.push(Buffer.from(text).toString("utf8")) > 0 },
  });
  return { given, stream };
};

const sinkInto = async (flags: "r" | "w") => {
  const directory = await tempDir();
  await writeFile(directory.file("out"), "");
  const fd = openSync(directory.file("out"), flags);
  const { given, stream } = remembering();
  return {
    given,
    sink: standardSink(fd, () => stream),
    written: () => readFile(directory.file("out"), "utf8"),
    [Symbol.asyncDispose]: async () => {
      closeSync(fd);
      await directory[Symbol.asyncDispose]();
    },
  };
};

test("the first words go into a file or a pipe without a stream, letters of several bytes too", async () => {
  await using out = await sinkInto("w");
  expect(out.sink.isTTY).toBe(false);
  out.sink.write("✔ größe\n");
  out.sink.write("second\n");
  expect(await out.written()).toBe("✔ größe\nsecond\n");
  expect(out.given).toEqual([]);
});

test("what is more than an empty pipe surely holds goes by the stream, and all that follows behind it", async () => {
  await using out = await sinkInto("w");
  out.sink.write("first");
  out.sink.write("x".repeat(40_000));
  out.sink.write("last");
  expect(await out.written()).toBe("first");
  expect(out.given).toEqual(["x".repeat(40_000), "last"]);
});

test("what cannot be written goes by the stream, which says why", async () => {
  await using out = await sinkInto("r");
  out.sink.write("first");
  out.sink.write("last");
  expect(out.given).toEqual(["first", "last"]);
});

test("a device may be a terminal: the stream knows", () => {
  const fd = openSync("/dev/null", "w");
  const { given, stream } = remembering();
  const sink = standardSink(fd, () => stream);
  closeSync(fd);
  sink.write("text");
  expect(given).toEqual(["text"]);
  expect(sink).toMatchObject({ isTTY: true, columns: 132 });
});
