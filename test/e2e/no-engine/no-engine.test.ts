import { join } from "node:path";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { envelope, neotool } from "../../support/cli.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

/** Every command that needs the engine. */
const COMMANDS = [["up"], ["down"], ["status"], ["logs"], ["restart"], ["ps"], ["prune"], ["exec", "psql"]];

test.each(COMMANDS)("%s says that there is no engine at the place that was named, and how to start one", async (...args) => {
  await using copy = await makeWorkingCopy("none");
  const result = await neotool(args, { cwd: copy.path, env: { DOCKER_HOST: `unix://${copy.path}/nobody.sock` } });
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/error\[ENGINE_(STOPPED|MISSING)\]/);
  expect(result.stderr).toContain(`${copy.path}/nobody.sock (DOCKER_HOST): not there`);
  expect(result.stderr).toMatch(/fix: .*(Start it|--setup)/);
});

test("a socket that nobody listens at any more is an engine that does not run", async () => {
  await using copy = await makeWorkingCopy("stale");
  const socket = join(copy.path, "stale.sock");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  // A killed daemon leaves its socket file behind; closing in order would remove it.
  const { rename } = await import("node:fs/promises");
  await rename(socket, `${socket}.kept`);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  const result = envelope(await neotool(["up", "--json"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${socket}.kept` } }));
  expect(result.error).toMatchObject({ code: "ENGINE_STOPPED", message: "The container engine is installed but does not run" });
});

test("an engine on another machine is refused: its ports would not be here", async () => {
  await using copy = await makeWorkingCopy("remote");
  const result = envelope(await neotool(["up", "--json"], { cwd: copy.path, env: { DOCKER_HOST: "ssh://build.example" } }));
  expect(result.error).toMatchObject({ code: "ENGINE_REMOTE", message: 'DOCKER_HOST names the engine "ssh://build.example", which is not on this machine' });
});

test("doctor says the same as a verdict with a fix, and goes on with what it can ask", async () => {
  await using copy = await makeWorkingCopy("doctor");
  const result = await neotool(["doctor"], { cwd: copy.path, env: { DOCKER_HOST: `unix://${copy.path}/nobody.sock` } });
  expect(result.exitCode).toBe(1);
  expect(result.stdout).toMatch(/✘\s+Container engine/);
  expect(result.stdout).toMatch(/✔\s+Node/);
  expect(result.stderr).toContain("error[DOCTOR_FAILED] 1 check failed: engine");
});
