import { expect, test } from "vitest";
import { spawnNeotool } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { until } from "../../support/until.ts";

test("Ctrl+C begins nothing new, says what goes on running, exits 130; the next up converges", async () => {
  const instance = await testInstance("ctrl-c");
  const up = spawnNeotool(["up"], { cwd: instance.path });
  let narrated = "";
  up.stderr?.on("data", (chunk: Buffer) => (narrated += chunk.toString()));
  await until("a service runs", () => / running/.test(narrated));
  const pressed = performance.now();
  up.kill("SIGINT");
  await until("it is acknowledged", () => narrated.includes("Interrupted: nothing new is begun"));
  const acknowledgedAfter = performance.now() - pressed;
  const { exitCode, stderr } = await up;
  expect(exitCode).toBe(130);
  expect(acknowledgedAfter).toBeLessThan(3_000);
  expect(stderr).toMatch(/error\[INTERRUPTED\] Interrupted; (these go on running: .*|nothing runs)/);
  expect(stderr).toContain("`neotool dev up` goes on from here; `neotool dev down` stops them.");

  expect((await instance.run("up")).exitCode).toBe(0);
  expect(Object.values(await instance.phases())).toEqual(["ready", "ready", "ready", "ready", "ready"]);
});

test.each([1, 2, 3])("kill -9 in the middle (%i), then up converges and down leaves nothing", async (attempt) => {
  const instance = await testInstance("killed");
  const up = spawnNeotool(["up", "--only", "vault", "--only", "minio"], { cwd: instance.path });
  // At its first network, its first containers, its first start.
  await until("it has begun", async () => (await belongings(instance.path)).length >= attempt);
  up.kill("SIGKILL");
  await up;
  const again = await instance.run("up", "--only", "vault", "--only", "minio");
  expect(again.stderr).not.toContain("error[");
  expect(again.exitCode).toBe(0);
  expect(await instance.phases()).toMatchObject({ vault: "ready", minio: "ready" });
  expect((await instance.run("down", "--volumes", "--yes")).exitCode).toBe(0);
  expect(await belongings(instance.path)).toEqual([]);
});

test("a second up is told who is at work, and nothing is disturbed", async () => {
  const instance = await testInstance("twice");
  const first = spawnNeotool(["up", "--only", "kafka"], { cwd: instance.path });
  await until("the first is at work", async () => (await belongings(instance.path)).length > 0);
  const second = await instance.run("up", "--only", "kafka");
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain(`error[INSTANCE_BUSY] \`neotool dev up\` (process ${first.pid}) is at work on this instance`);
  expect((await first).exitCode).toBe(0);
});
