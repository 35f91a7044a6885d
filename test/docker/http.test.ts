import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { engineGet, engineStream, EngineStatusError, engineWait, labelFilter } from "../../dev/docker/http.ts";
import { reportError } from "../../dev/errors/format.ts";
import { fakeEngine, type Overrides } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const signal = new AbortController().signal;

const engineThat = (answer: Overrides[string]) => fakeEngine({ overrides: { "GET /thing": answer } });

test("an answer is what the engine said, many bytes or few", async () => {
  const long = "ä".repeat(200_000);
  await using fake = await engineThat(({ answer }) => answer(200, { long }));
  expect(await engineGet(fake.socket, "/thing?all=1")).toEqual({ long });
});

test.each([
  [404, { message: "No such container: x" }, "No such container: x"],
  [500, { message: "" }, "nothing more"],
  [409, undefined, "nothing more"],
])("an answer of status %i is a failure with the engine's own words", async (status, body, words) => {
  await using fake = await engineThat(({ answer }) => answer(status, body));
  const failure = await failureOf(engineGet(fake.socket, "/thing?secret=1"));
  expect(failure).toBeInstanceOf(EngineStatusError);
  expect(failure).toMatchObject({ code: "ENGINE_FAILED", statusCode: status, message: `The engine answered GET /thing with HTTP ${status}: ${words}` });
});

test("words that are no JSON are passed on as they are", async () => {
  await using fake = await engineThat(({ response }) => void response.writeHead(502).end("bad gateway"));
  expect(await failureOf(engineGet(fake.socket, "/thing"))).toMatchObject({ message: "The engine answered GET /thing with HTTP 502: bad gateway" });
});

test("an engine that does not answer in time is a failure that says what was asked, and for how long", async () => {
  await using fake = await engineThat(() => {});
  expect(await failureOf(engineGet(fake.socket, "/thing?x=1", 30))).toMatchObject({ code: "ENGINE_FAILED", message: `The engine at ${fake.socket} did not answer GET /thing within 0.03 s` });
});

test("an engine that goes away in the middle of an answer is a failure, not half an answer", async () => {
  await using fake = await engineThat(({ response }) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"half":', () => response.destroy());
  });
  expect(await failureOf(engineGet(fake.socket, "/thing"))).toMatchObject({ code: "ENGINE_FAILED", message: `The engine at ${fake.socket} went away in the middle of its work` });
});

test("an engine that is gone altogether is a failure with the system's reason", async () => {
  await using directory = await tempDir();
  const failure = await failureOf(engineGet(directory.file("gone.sock"), "/thing"));
  expect(failure).toMatchObject({ code: "ENGINE_FAILED" });
  expect(reportError(failure).cause).toContain("ENOENT");
});

test("a long answer comes as a stream", async () => {
  await using fake = await engineThat(({ response }) => void response.end("a long archive"));
  expect(await text(await engineStream(fake.socket, "/thing", signal))).toBe("a long archive");
});

test("a stream that is refused is a failure with status and words", async () => {
  await using fake = await engineThat(({ answer }) => answer(404, { message: "No such image: x" }));
  expect(await failureOf(engineStream(fake.socket, "/thing", signal))).toMatchObject({ statusCode: 404, message: expect.stringContaining("No such image: x") });
});

test("an interruption ends the wait for a stream with its own reason", async () => {
  const interrupt = new AbortController();
  await using fake = await engineThat(() => interrupt.abort(new Error("Ctrl+C")));
  await expect(engineStream(fake.socket, "/thing", interrupt.signal)).rejects.toThrow("Ctrl+C");
});

test("the end of a container is waited for by a question without a body, which a proxy may still be passing on when the answer begins", async () => {
  const asked: unknown[] = [];
  const wait: Overrides[string] = async ({ query, body, response }) => {
    asked.push(query.get("condition"), (await body()).length);
    response.writeHead(200).flushHeaders();
    response.end('{"StatusCode":7}');
  };
  await using fake = await fakeEngine({ overrides: { "POST /containers/x/wait": wait } });
  expect(await engineWait(fake.socket, "x", "removed", signal)).toBe(7);
  expect(asked).toEqual(["removed", 0]);
});

test("an end that nobody says is a failure", async () => {
  const cut: Overrides[string] = ({ response }) => {
    response.writeHead(200, { "content-length": "16" }).flushHeaders();
    setImmediate(() => response.destroy());
  };
  await using fake = await fakeEngine({ overrides: { "POST /containers/x/wait": cut } });
  expect(await failureOf(engineWait(fake.socket, "x", "removed", signal))).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("went away in the middle of its work") });
});

test("a label filter asks for things that carry all of the labels", () => {
  const query = new URLSearchParams(labelFilter("dev.neotool.instance=shop-1", "dev.neotool.service"));
  expect(JSON.parse(query.get("filters") ?? "")).toEqual({ label: ["dev.neotool.instance=shop-1", "dev.neotool.service"] });
});
