import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { socketCandidates } from "../../dev/docker/socket.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

interface Scene {
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the docker configuration, below `~/.docker`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Where a context of this name is kept. */
const meta = (name: string) => `contexts/meta/${createHash("sha256").update(name).digest("hex")}/meta.json`;
const endpoint = (host: string) => JSON.stringify({ Name: "x", Endpoints: { docker: { Host: host } } });

const candidates = async ({ env = {}, files = {} }: Scene) => {
  await using home = await tempDir();
  for (const [file, content] of Object.entries(files)) {
    const path = join(home.path, ".docker", file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return (await socketCandidates({ home: home.path, env, uid: 1000 })).map(({ path, source }) => `${path.replace(home.path, "~")} (${source})`);
};

const failure = (scene: Scene) => failureOf(candidates(scene));

test("where nothing says otherwise, the usual places are looked at, the system's first", async () => {
  expect(await candidates({})).toEqual([
    "/var/run/docker.sock (default)",
    "/run/user/1000/docker.sock (rootless Docker)",
    "~/.docker/run/docker.sock (Docker Desktop)",
    "~/.docker/desktop/docker.sock (Docker Desktop)",
    "~/.colima/default/docker.sock (Colima)",
    "~/.orbstack/run/docker.sock (OrbStack)",
    "~/.rd/docker.sock (Rancher Desktop)",
    "/run/user/1000/podman/podman.sock (rootless Podman)",
    "/run/podman/podman.sock (Podman)",
  ]);
});

test("sockets of one's own are where XDG_RUNTIME_DIR says; an empty one says nothing", async () => {
  expect(await candidates({ env: { XDG_RUNTIME_DIR: "/tmp/run" } })).toContain("/tmp/run/docker.sock (rootless Docker)");
  expect(await candidates({ env: { XDG_RUNTIME_DIR: "" } })).toContain("/run/user/1000/docker.sock (rootless Docker)");
});

test("DOCKER_HOST is the only candidate, before any context", async () => {
  const files = { "config.json": JSON.stringify({ currentContext: "colima" }), [meta("colima")]: endpoint("unix:///colima.sock") };
  expect(await candidates({ env: { DOCKER_HOST: "unix:///tmp/d.sock", DOCKER_CONTEXT: "colima" }, files })).toEqual(["/tmp/d.sock (DOCKER_HOST)"]);
});

test.each(["tcp://10.0.0.7:2376", "ssh://me@build"])("an engine at %s is not on this machine, and neither are its ports", async (host) => {
  expect(await failure({ env: { DOCKER_HOST: host } })).toMatchObject({ code: "ENGINE_REMOTE", message: `DOCKER_HOST names the engine "${host}", which is not on this machine` });
  expect(await failure({ env: { DOCKER_CONTEXT: "build" }, files: { [meta("build")]: endpoint(host) } })).toMatchObject({ code: "ENGINE_REMOTE", message: expect.stringContaining('docker context "build"') });
});

test.each(["tcp://127.0.0.1:2375", "tcp://localhost:2375", "npipe:////./pipe/docker_engine", "/var/run/docker.sock"])("%s may well be this machine's, and is said to be no Unix socket", async (host) => {
  expect(await failure({ env: { DOCKER_HOST: host } })).toMatchObject({
    code: "ENGINE_REMOTE",
    message: `DOCKER_HOST names the engine "${host}", and neotool speaks to an engine by its Unix socket alone`,
    hint: expect.stringContaining("unix:///var/run/docker.sock"),
  });
});

test("a Unix socket without a path is the system's, as for the docker CLI, and no port of this machine", async () => {
  expect(await candidates({ env: { DOCKER_HOST: "unix://" } })).toEqual(["/var/run/docker.sock (DOCKER_HOST)"]);
});

test("DOCKER_CONTEXT names a context by its file, before the configured one", async () => {
  const files = { "config.json": JSON.stringify({ currentContext: "desktop" }), [meta("colima")]: endpoint("unix:///colima.sock"), [meta("desktop")]: endpoint("unix:///desktop.sock") };
  expect(await candidates({ env: { DOCKER_CONTEXT: "colima" }, files })).toEqual(['/colima.sock (docker context "colima")']);
  expect(await candidates({ files })).toEqual(['/desktop.sock (docker context "desktop")']);
});

test('the context "default" means the usual places, whoever names it', async () => {
  const usual = await candidates({});
  const files = { "config.json": JSON.stringify({ currentContext: "desktop" }), [meta("desktop")]: endpoint("unix:///desktop.sock") };
  expect(await candidates({ env: { DOCKER_CONTEXT: "default" }, files })).toEqual(usual);
  expect(await candidates({ files: { "config.json": JSON.stringify({ currentContext: "default" }) } })).toEqual(usual);
});

test("the configuration is looked for where DOCKER_CONFIG says", async () => {
  await using elsewhere = await tempDir();
  await mkdir(dirname(elsewhere.file(meta("colima"))), { recursive: true });
  await writeFile(elsewhere.file("config.json"), JSON.stringify({ currentContext: "colima" }));
  await writeFile(elsewhere.file(meta("colima")), endpoint("unix:///colima.sock"));
  expect(await candidates({ env: { DOCKER_CONFIG: elsewhere.path } })).toEqual(['/colima.sock (docker context "colima")']);
  const files = { "config.json": JSON.stringify({ currentContext: "desktop" }), [meta("desktop")]: endpoint("unix:///desktop.sock") };
  expect(await candidates({ env: { DOCKER_CONFIG: "" }, files })).toEqual(['/desktop.sock (docker context "desktop")']);
});

test.each(["{ broken", '"a string"', "null", '{"currentContext": 7}', "{}"])("a configuration that says nothing usable (%j) means the usual places, as for docker itself", async (content) => {
  expect(await candidates({ files: { "config.json": content } })).toHaveLength(9);
});

test("a context that does not exist is named, with who named it", async () => {
  expect(await failure({ env: { DOCKER_CONTEXT: "gone" } })).toMatchObject({ code: "ENGINE_MISSING", message: 'DOCKER_CONTEXT names the docker context "gone", which does not exist' });
  expect(await failure({ files: { "config.json": '{"currentContext":"gone"}' } })).toMatchObject({ message: 'the docker configuration names the docker context "gone", which does not exist' });
});

test.each(["{ broken", "{}", '{"Endpoints":{"docker":{}}}'])("a context's file that names no engine (%j) is a failure that says which file", async (content) => {
  const found = await failure({ env: { DOCKER_CONTEXT: "odd" }, files: { [meta("odd")]: content } });
  expect(found).toMatchObject({ code: "ENGINE_MISSING", message: expect.stringMatching(/"odd", but .*meta\.json names no engine$/), hint: expect.stringContaining("docker context ls") });
});
