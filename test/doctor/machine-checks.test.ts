import { expect, test } from "vitest";
import { diskCheck, judgeDisk } from "../../dev/doctor/disk.ts";
import { engineCheck, judgeNode, nodeCheck } from "../../dev/doctor/machine-checks.ts";
import { memoryCheck } from "../../dev/doctor/memory.ts";
import { networksCheck } from "../../dev/doctor/networks.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

test("Node is judged by number, with the version that is needed and how to get one", async () => {
  expect(judgeNode("22.22.0")).toEqual({ verdict: "pass", detail: "22.22.0" });
  expect(judgeNode("24.1.0")).toMatchObject({ verdict: "pass" });
  expect(judgeNode("22.9.0")).toEqual({ verdict: "fail", detail: "22.9.0, need 22.22.0 or later", fix: "nvm install 24 && nvm use 24" });
  expect(await nodeCheck.run()).toEqual(judgeNode(process.versions.node));
});

test("an engine that answers is told with its socket and who chose it", async () => {
  await using fake = await fakeEngine();
  expect(await engineCheck(fake.surroundings).run()).toEqual({ verdict: "pass", detail: `28.5.2 (API 1.51, linux/amd64) at ${fake.socket}, chosen by: DOCKER_HOST` });
});

test("a Docker Engine that removes what is mounted is a warning, and works", async () => {
  await using fake = await fakeEngine({ version: { Version: "20.10.24", ApiVersion: "1.41", Os: "linux", Arch: "amd64" } });
  expect(await engineCheck(fake.surroundings).run()).toEqual({
    verdict: "warn",
    detail: `20.10.24 (API 1.41, linux/amd64) at ${fake.socket}, chosen by: DOCKER_HOST; before 23.0, \`docker cp\` of a container that is being removed empties its volumes`,
    fix: "Upgrade Docker to 23.0 or later; until then, copy out of containers that nobody removes.",
  });
});

test("an engine that does not answer fails with its fix", async () => {
  await using directory = await tempDir();
  const surroundings = { home: directory.path, env: { DOCKER_HOST: `unix://${directory.file("none.sock")}` }, uid: 1000 };
  expect(await engineCheck(surroundings).run()).toMatchObject({ verdict: "fail", detail: expect.stringContaining("No engine answers"), fix: expect.stringContaining("Start it") });
  for (const check of [diskCheck(surroundings), memoryCheck(surroundings, 1), networksCheck(surroundings)]) expect(await failureOf(check.run())).toMatchObject({ code: "ENGINE_STOPPED", message: "the engine cannot be asked", hint: "Mend the container engine first." });
});

test("little disk space is a warning, almost none a failure", () => {
  expect(judgeDisk(5.1 * GIB, "/var/lib/docker")).toEqual({ verdict: "pass", detail: "5.1 GiB free at /var/lib/docker" });
  expect(judgeDisk(4.9 * GIB, "/d")).toMatchObject({ verdict: "warn", detail: "4.9 GiB free at /d", fix: expect.stringContaining("docker system df") });
  expect(judgeDisk(0.9 * GIB, "/d")).toMatchObject({ verdict: "fail", fix: expect.stringContaining("neotool dev prune") });
});

test("the disk is looked at where the engine keeps its data, unless that is inside a virtual machine", async () => {
  await using directory = await tempDir();
  await using here = await fakeEngine({ info: { DockerRootDir: directory.path } });
  expect((await diskCheck(here.surroundings).run()).detail).toMatch(new RegExp(`GiB free at ${directory.path}$`));
  await using elsewhere = await fakeEngine({ info: { DockerRootDir: directory.file("in-the-vm") } });
  expect(await diskCheck(elsewhere.surroundings).run()).toEqual({ verdict: "pass", detail: `${directory.file("in-the-vm")} is not on this machine's file system` });
});

test("memory is held against the sum of the services' limits", async () => {
  await using fake = await fakeEngine({ info: { MemTotal: 2000 * MIB } });
  expect(await memoryCheck(fake.surroundings, 1856).run()).toEqual({ verdict: "pass", detail: "2000 MiB; the limits of this stack add up to 1856 MiB" });
  expect(await memoryCheck(fake.surroundings, 2000).run()).toMatchObject({ verdict: "warn", fix: expect.stringContaining("memoryMiB") });
});

const networks = (count: number) => Array.from({ length: count }, () => ({ Driver: "bridge" }));

test("networks are counted before the engine runs out of addresses for them", async () => {
  const judge = async (list: readonly { readonly Driver: string }[]) => {
    await using fake = await fakeEngine({ overrides: { "GET /networks": ({ answer }) => answer(200, list) } });
    return await networksCheck(fake.surroundings).run();
  };
  expect(await judge([...networks(24), { Driver: "host" }, { Driver: "null" }])).toEqual({ verdict: "pass", detail: "24 bridge networks, of about 30 that fit" });
  expect(await judge(networks(25))).toMatchObject({ verdict: "warn", fix: expect.stringContaining("docker network prune") });
});
