import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { followEvents, type ImageEvent } from "../../dev/images/engine-events.ts";

const follow = async (...chunks: readonly (string | Buffer)[]): Promise<readonly ImageEvent[]> => {
  const events: ImageEvent[] = [];
  await followEvents(Readable.from(chunks), (event) => events.push(event));
  return events;
};

test("an event is a line, however the stream cuts it, the last one without a line break, too", async () => {
  const text = '{"id":"ä","status":"Downloading"}\r\n\n{"status":"Download complete"}\n{"status":"done"}';
  const whole = [{ id: "ä", status: "Downloading" }, { status: "Download complete" }, { status: "done" }];
  expect(await follow(text)).toEqual(whole);
  expect(await follow(...Buffer.from(text).toString("latin1").split("").map((byte) => Buffer.from(byte, "latin1")))).toEqual(whole);
});

test("a failure is thrown with the engine's words, wherever in the stream it is told", async () => {
  await expect(follow('{"status":"Loading"}\n{"errorDetail":{"message":"no space left"}}\n')).rejects.toThrow("no space left");
  await expect(follow('{"errorDetail":{"message":"no space left"}}')).rejects.toThrow("no space left");
  await expect(follow('{"errorDetail":{}}\n')).rejects.toThrow("the engine gave no reason");
});

test("a stream that breaks off is a failure, and an empty one is none", async () => {
  const broken = new Readable({ read() { this.destroy(new Error("ECONNRESET")); } });
  await expect(followEvents(broken, () => {})).rejects.toThrow("ECONNRESET");
  expect(await follow()).toEqual([]);
});
