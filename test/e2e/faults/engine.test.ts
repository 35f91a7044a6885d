import { chmod } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { envelope, neotool, spawnNeotool } from "../../support/cli.ts";
import { belongings, docker, testEngine } from "../../support/engine.ts";
import { fakeEngine } from "../../support/fake-engine.ts";
import { faultProxy } from "../../support/fault-proxy.ts";
import { testInstance } from "../../support/instance.ts";
import { until } from "../../support/until.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const KAFKA = ["--only", "kafka"];

/** An `up` that waits for Kafka, which takes longest. */
const waiting = async (cwd: string, env: Readonly<Record<string, string>> = {}) => {
  const run = spawnNeotool(["up", ...KAFKA], { cwd, env });
  let said = "";
  run.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await until("Kafka runs and is waited for", () => /kafka +running/.test(said));
  return { run };
};

test("an engine that is started anew in the middle of up: told as that, and the next up goes on", async () => {
  const instance = await testInstance("restarted");
  const proxy = await faultProxy((await testEngine()).socket);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const { run } = await waiting(instance.path, proxy.env);
  await proxy.stop();
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/error\[ENGINE_FAILED\] The engine at \S+ went away in the middle of its work/);
  expect(stderr).toContain("When it runs again, the same command goes on from here.");
  // What could not be written down is said, and does not hide why the run failed.
  expect(stderr).toContain("warning: What is ready could not be written down");

  for (const command of [["up", ...KAFKA], ["status"], ["down"]]) {
    expect(envelope(await neotool([...command, "--json"], { cwd: instance.path, env: proxy.env })).error).toMatchObject({ code: "ENGINE_STOPPED", hint: expect.stringContaining("Start it") });
  }
  await proxy.start();
  const again = await neotool(["up", ...KAFKA], { cwd: instance.path, env: proxy.env });
  expect({ exitCode: again.exitCode, phases: await instance.phases() }).toMatchObject({ exitCode: 0, phases: { kafka: "ready" } });
});

test.each([
  ["removed", "The container of kafka was removed by somebody else while it was being waited for", "neotool dev up"],
  ["killed", "kafka was ended by signal 9 before it was ready", "neotool dev logs kafka"],
] as const)("a container that is %s behind its back while up waits for it: told as that, and the next up mends it", async (what, message, hint) => {
  const instance = await testInstance(what);
  const { run } = await waiting(instance.path);
  const container = (await docker()).getContainer((await instance.containers()).kafka ?? "");
  await (what === "removed" ? container.remove({ force: true, v: true }) : container.kill());
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`error[SERVICE_EXITED] ${message}`);
  expect(stderr).toContain(hint);
  expect((await instance.run("up", ...KAFKA)).exitCode).toBe(0);
});

/** Commands that need the engine. */
const COMMANDS = [["up"], ["down"], ["status"], ["restart"]] as const;

test.each(COMMANDS)("an engine that is too old: %s says which version it is and which is needed, and changes nothing", async (command) => {
  await using copy = await makeWorkingCopy("old");
  await using fake = await fakeEngine({ version: { Version: "19.03.15", ApiVersion: "1.40", Os: "linux", Arch: "amd64" } });
  const result = envelope(await neotool([command, "--json"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${fake.socket}` } }));
  expect(result.error).toMatchObject({
    code: "ENGINE_TOO_OLD",
    message: "The engine is 19.03.15 (API 1.40); neotool needs API 1.41 or later",
    hint: "Upgrade Docker to 20.10 or later.",
  });
  expect(fake.calls).toEqual(["GET /_ping"]);
});

/** Root may use any socket, until its rights to do so are taken away. */
const WITHOUT_RIGHTS = process.getuid?.() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];

test.each(COMMANDS)("no right to the engine's socket: %s says which, and how to get it", async (command) => {
  await using copy = await makeWorkingCopy("forbidden");
  await using fake = await fakeEngine();
  await chmod(fake.socket, 0);
  const result = envelope(await neotool([command, "--json"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${fake.socket}` }, under: WITHOUT_RIGHTS }));
  expect(result.error).toMatchObject({ code: "ENGINE_FORBIDDEN", message: `You may not use the engine at ${fake.socket}`, hint: expect.stringContaining("usermod -aG docker") });
  expect(fake.calls).toEqual([]);
});

test("an engine that hangs is not waited for without end", async () => {
  await using copy = await makeWorkingCopy("hangs");
  await using fake = await fakeEngine({ overrides: { "GET /_ping": () => {} } });
  const up = envelope(await neotool(["up", "--json"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${fake.socket}` } }));
  expect(up.error).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("did not answer GET /_ping within 10 s") });
  expect(await belongings(copy.path)).toEqual([]);
});

test("containers that ignore their stop signal: down takes their grace once and not one after the other, down --volumes none", async () => {
  const instance = await testInstance("stubborn");
  const services = ["--only", "vault", "--only", "minio"];
  const stun = async () => {
    const client = await docker();
    for (const id of Object.values(await instance.containers())) await client.getContainer(id).kill({ signal: "SIGSTOP" });
  };
  const timed = async (...args: readonly string[]): Promise<number> => {
    const started = performance.now();
    expect((await instance.run(...args)).exitCode).toBe(0);
    return performance.now() - started;
  };
  await instance.run("up", ...services);
  const orderly = await timed("down");
  await instance.run("up", ...services);
  await stun();
  const stubborn = await timed("down");
  await instance.run("up", ...services);
  await stun();
  const thrownAway = await timed("down", "--volumes", "--yes");
  console.log(`down took ${Math.round(orderly)} ms, with two services that ignore SIGTERM (3 s and 5 s of grace) ${Math.round(stubborn)} ms, with --volumes ${Math.round(thrownAway)} ms`);
  expect(stubborn).toBeGreaterThan(4_500); // they were given their time
  expect(stubborn - orderly).toBeLessThan(7_000); // 3 s + 5 s would be 8
  expect(thrownAway - orderly).toBeLessThan(2_500);
  expect(await belongings(instance.path)).toEqual([]);
});
