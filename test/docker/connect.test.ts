import { createServer } from "node:net";
import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { connectEngine, type EngineQuestions } from "../../dev/docker/connect.ts";
import { reportError } from "../../dev/errors/format.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const errno = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

/** A machine whose sockets answer as the test says; every other one is not there. */
const machine = (sockets: Readonly<Record<string, EngineQuestions["ping"]>>, programs: readonly string[] = []): EngineQuestions => ({
  ping: (socket) => sockets[socket]?.(socket) ?? Promise.reject(errno("ENOENT")),
  isInstalled: async (program) => programs.includes(program),
});

const usual = { home: "/home/me", env: {}, uid: 1000 } as const;
const answers = (apiVersion = "1.51", server = "Docker/28.5.2 (linux)") => async () => ({ "api-version": apiVersion, server });
const refuses = (code: string) => () => Promise.reject(errno(code));

test("an engine that answers is told with its version and who chose it", async () => {
  await using fake = await fakeEngine();
  expect(await connectEngine(fake.surroundings)).toEqual({ socket: fake.socket, source: "DOCKER_HOST", product: "Docker", version: "28.5.2", apiVersion: "1.51" });
});

test("of the usual places the first that answers is taken", async () => {
  const engine = await connectEngine(usual, machine({ "/home/me/.colima/default/docker.sock": answers(), "/run/podman/podman.sock": answers() }));
  expect(engine).toMatchObject({ socket: "/home/me/.colima/default/docker.sock", source: "Colima" });
});

test("a machine without an engine is told so, with every place that was looked at and how to get one", async () => {
  const failure = await failureOf(connectEngine(usual, machine({})));
  expect(failure).toMatchObject({ code: "ENGINE_MISSING", hint: expect.stringContaining("neotool dev up --setup") });
  expect(failure.evidence).toHaveLength(9);
  expect(failure.evidence[0]).toBe("/var/run/docker.sock (default): not there");
});

test("an engine that is installed but not started is not taken for a missing one", async () => {
  const failure = await failureOf(connectEngine(usual, machine({}, ["dockerd"])));
  expect(failure).toMatchObject({ code: "ENGINE_STOPPED", hint: expect.stringContaining("sudo systemctl start docker") });
});

test("how an engine is started depends on which one is there", async () => {
  expect(await failureOf(connectEngine(usual, machine({}, ["colima"])))).toMatchObject({ code: "ENGINE_STOPPED", hint: "Start it: colima start" });
  expect(await failureOf(connectEngine(usual, machine({}, ["podman"])))).toMatchObject({ code: "ENGINE_STOPPED", hint: expect.stringContaining("podman.socket") });
});

test("a socket at which nobody listens means a stopped engine, whatever else is installed", async () => {
  const failure = await failureOf(connectEngine(usual, machine({ "/var/run/docker.sock": refuses("ECONNREFUSED") })));
  expect(failure).toMatchObject({ code: "ENGINE_STOPPED", hint: expect.stringContaining("Docker Desktop") });
  expect(reportError(failure).cause).toBe("connect ECONNREFUSED");
});

test("an engine that this user may not use is told with the group that may", async () => {
  const failure = await failureOf(connectEngine(usual, machine({ "/var/run/docker.sock": refuses("EACCES") }, ["dockerd"])));
  expect(failure).toMatchObject({ code: "ENGINE_FORBIDDEN", message: "You may not use the engine at /var/run/docker.sock", hint: expect.stringContaining("usermod -aG docker") });
});

test("a forbidden engine is no hindrance where another one may be used", async () => {
  const engine = await connectEngine(usual, machine({ "/var/run/docker.sock": refuses("EACCES"), "/run/user/1000/docker.sock": answers() }));
  expect(engine.source).toBe("rootless Docker");
});

test("an engine that somebody named and that is not there is not looked for elsewhere", async () => {
  await using directory = await tempDir();
  const socket = directory.file("none.sock");
  const failure = await failureOf(connectEngine({ ...usual, env: { DOCKER_HOST: `unix://${socket}` } }));
  expect(failure).toMatchObject({ code: "ENGINE_STOPPED", message: `No engine answers at ${socket}, which DOCKER_HOST names`, hint: expect.stringContaining("unset"), evidence: [`${socket} (DOCKER_HOST): not there`] });
  expect(reportError(failure).cause).toBeNull();
});

test("a file where the named socket should be is a stopped engine", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("engine.sock"), "");
  expect(await failureOf(connectEngine({ ...usual, env: { DOCKER_HOST: `unix://${directory.file("engine.sock")}` } }))).toMatchObject({ code: "ENGINE_STOPPED", message: "The container engine is installed but does not run" });
});

test.each(["1.40", "1.9", "0.99"])("an engine of API %s is too old", async (apiVersion) => {
  const failure = await failureOf(connectEngine(usual, machine({ "/var/run/docker.sock": answers(apiVersion, "Docker/19.03.15 (linux)") })));
  expect(failure).toMatchObject({ code: "ENGINE_TOO_OLD", message: `The engine is 19.03.15 (API ${apiVersion}); neotool needs API 1.41 or later` });
});

test.each(["1.41", "1.100", "2.0"])("an engine of API %s will do", async (apiVersion) => {
  expect(await connectEngine(usual, machine({ "/var/run/docker.sock": answers(apiVersion) }))).toMatchObject({ apiVersion });
});

test("an engine that answers badly is a failure of its own: another one would have other data", async () => {
  await using fake = await fakeEngine({ overrides: { "GET /_ping": ({ answer }) => answer(503, { message: "Docker Desktop is starting" }) } });
  expect(await failureOf(connectEngine(fake.surroundings))).toMatchObject({ code: "ENGINE_FAILED", message: "The engine answered GET /_ping with HTTP 503: Docker Desktop is starting" });
});

test("something else that listens there is told from an engine", async () => {
  await using fake = await fakeEngine({ version: { Version: "1.0" } });
  expect(await failureOf(connectEngine(fake.surroundings))).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("is no container engine") });
  await using web = await fakeEngine({ overrides: { "GET /_ping": ({ response }) => void response.end("<html>") } });
  expect(await failureOf(connectEngine(web.surroundings))).toMatchObject({ code: "ENGINE_FAILED", message: expect.stringContaining("is no container engine") });
});

test("a connection that is cut in the middle is not taken for a missing engine", async () => {
  await using directory = await tempDir();
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(directory.file("s"), resolve));
  const failure = await failureOf(connectEngine({ ...usual, env: { DOCKER_HOST: `unix://${directory.file("s")}` } }));
  server.close();
  expect(failure).toMatchObject({ code: "ENGINE_STOPPED", message: expect.stringContaining("No engine answers") });
});
