import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope, neotool } from "../../support/cli.ts";
import { fakeEngine } from "../../support/fake-engine.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

test("an engine that is too old stops up with the version that is needed, and nothing was touched", async () => {
  await using engine = await fakeEngine({ version: { Version: "19.03.15", ApiVersion: "1.40", Os: "linux", Arch: "amd64" } });
  await using copy = await makeWorkingCopy("old-engine");
  const options = { cwd: copy.path, env: { DOCKER_HOST: `unix://${engine.socket}` } };
  const up = await neotool(["up", "--json"], options);
  expect(up.exitCode).toBe(1);
  expect(envelope(up).error).toMatchObject({ code: "ENGINE_TOO_OLD", message: "The engine is 19.03.15 (API 1.40); neotool needs API 1.41 or later", hint: "Upgrade Docker to 20.10 or later." });
  expect(engine.calls).toEqual(["GET /_ping"]);
  expect((await neotool(["doctor"], options)).stdout).toMatch(/✘ +Container engine +The engine is 19\.03\.15/);
});

test("a nearly full disk of the engine stops up before it makes anything", async () => {
  // Nothing can be written there: a disk with 0 bytes free, on every Linux.
  await using engine = await fakeEngine({ info: { DockerRootDir: "/proc", MemTotal: 8 * 1024 ** 3 } });
  await using copy = await makeWorkingCopy("full-disk");
  const up = await neotool(["up", "--json"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${engine.socket}` } });
  expect(up.exitCode).toBe(1);
  expect(envelope(up).error).toMatchObject({ code: "DISK_FULL", message: "Disk space of the engine: only 0.0 GiB free at /proc; nothing was begun" });
  expect(engine.calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
  const written = await readdir(join(copy.path, ".neotool"));
  expect(written).not.toContain("credentials.json");
});
