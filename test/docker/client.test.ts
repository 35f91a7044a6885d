import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { statusOf } from "../../dev/docker/answered-status.ts";
import { openClient } from "../../dev/docker/client.ts";
import { tempDir } from "../support/temp-dir.ts";
import { fakeEngine } from "../support/fake-engine.ts";

test("the client talks to the engine that was found, and its refusals have a status", async () => {
  await using fake = await fakeEngine();
  const docker = await openClient(fake.engine);
  expect(await docker.version()).toMatchObject({ Version: "28.5.2" });
  const refusal: unknown = await docker.getImage("nothing:1").inspect().catch((error: unknown) => error);
  expect(statusOf(refusal)).toBe(404);
});

test("what is no answer of the engine's has no status", async () => {
  const fake = await fakeEngine();
  await fake[Symbol.asyncDispose]();
  const docker = await openClient(fake.engine);
  const failure: unknown = await docker.version().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect([failure, new Error("x"), "x", { statusCode: 404 }, Object.assign(new Error("x"), { statusCode: "404" })].map(statusOf)).toEqual(Array(5).fill(undefined));
});

test("an answer that is cut off in its middle is a failure, and is not waited for", async () => {
  await using directory = await tempDir();
  const socket = directory.file("engine.sock");
  // As an engine does that is stopped, or a proxy in front of it, while somebody waits for a container's end.
  const server = createServer((connection) => connection.once("data", () => connection.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))).listen(socket);
  onTestFinished(() => void server.close());
  await once(server, "listening");
  await using fake = await fakeEngine();
  const docker = await openClient({ ...fake.engine, socket });
  await expect(docker.getContainer("worker").wait({ condition: "removed" })).rejects.toThrow("the connection was closed in the middle of an answer");
});
