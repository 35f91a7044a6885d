import { expect, test } from "vitest";
import { openClient, statusOf } from "../../dev/docker/client.ts";
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
