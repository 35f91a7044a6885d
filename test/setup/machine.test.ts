import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { inspectMachine, parseOsRelease } from "../../dev/setup/machine.ts";
import { tempDir } from "../support/temp-dir.ts";

afterEach(() => vi.unstubAllEnvs());

test("the system's name is read, with or without quotes", () => {
  const release = parseOsRelease(`# a comment
NAME='Debian GNU/Linux'
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
ID=debian
VERSION_ID="12"
HOME_URL=""
ODD="with \\"quotes\\" and \\$5"
WINDOWS="yes"\r
not an assignment
`);
  expect(Object.fromEntries(release)).toEqual({
    NAME: "Debian GNU/Linux",
    PRETTY_NAME: "Debian GNU/Linux 12 (bookworm)",
    ID: "debian",
    VERSION_ID: "12",
    HOME_URL: "",
    ODD: 'with "quotes" and $5',
    WINDOWS: "yes",
  });
  expect(parseOsRelease("")).toEqual(new Map());
});

/** How a user gets root's rights where `sudo -n true` ends so; without an exit code there is no sudo. */
const privilege = async (uid: number, isTerminal: boolean, sudoExit?: number) => {
  await using programs = await tempDir();
  if (sudoExit !== undefined) await writeFile(programs.file("sudo"), `#!/bin/sh\nexit ${sudoExit}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", programs.path);
  return (await inspectMachine(uid, isTerminal)).privilege;
};

test("root is root, whatever else there is", async () => {
  expect(await privilege(0, false)).toBe("root");
});

test("sudo counts where it asks for nothing, or somebody can answer it", async () => {
  expect(await privilege(1000, false, 0)).toBe("sudo");
  expect(await privilege(1000, true, 1)).toBe("sudo");
});

test("a sudo that would wait for a password without a terminal does not count, nor does a missing one", async () => {
  expect(await privilege(1000, false, 1)).toBe("none");
  expect(await privilege(1000, true)).toBe("none");
});

/** A file system with these files, and these programs on PATH. */
const inspect = async (files: readonly string[], programs: readonly string[] = []) => {
  await using root = await tempDir();
  for (const file of [...files, ...programs.map((program) => `bin/${program}`)]) {
    await mkdir(dirname(root.file(file)), { recursive: true });
    await writeFile(root.file(file), 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n', { mode: 0o755 });
  }
  vi.stubEnv("PATH", root.file("bin"));
  return await inspectMachine(0, false, root.path);
};

test("a machine is told by a name for people, and has apt only where apt-get is", async () => {
  const isLinux = process.platform === "linux";
  expect(await inspect(["etc/os-release"], ["apt-get"])).toMatchObject({ system: "Debian GNU/Linux 13 (trixie)", isLinux, hasApt: isLinux });
  expect(await inspect([])).toMatchObject({ system: process.platform, hasApt: false });
});

test("what starts services is seen by its traces: systemd where it runs, else init scripts, else nothing", async () => {
  expect((await inspect(["run/systemd/system/x", "etc/init.d/docker"], ["service"])).serviceManager).toBe("systemd");
  expect((await inspect(["etc/init.d/docker"], ["service"])).serviceManager).toBe("sysvinit");
  expect((await inspect([])).serviceManager).toBe("none");
});
