import { writeFile } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { installPackages } from "../../dev/setup/apt.ts";
import { asRoot, type AsRoot } from "../../dev/setup/as-root.ts";
import { failureOf } from "../support/failure.ts";
import { machine } from "../support/machine.ts";
import { tempDir } from "../support/temp-dir.ts";

afterEach(() => vi.unstubAllEnvs());

const signal = new AbortController().signal;

test("without root's rights the command is named for somebody who has them, and nothing is run", async () => {
  const lines: string[] = [];
  const root = asRoot(machine({ privilege: "none" }), (line) => lines.push(line), signal);
  const failure = await failureOf(root("apt-get", ["install", "docker.io"]));
  expect(failure).toMatchObject({ code: "SETUP_NEEDS_ROOT", message: expect.stringContaining('"apt-get install docker.io" needs root') });
  expect(failure.hint.split("\n")).toEqual(["Have it run by somebody who may:", "  apt-get install docker.io", "Then run the same neotool command again."]);
  expect(lines).toEqual([]);
});

test("as root a program is run as it is, and every line is logged after the command", async () => {
  const lines: string[] = [];
  const root = asRoot(machine({ privilege: "root" }), (line) => lines.push(line), signal);
  expect(await root("sh", ["-c", 'echo "$DEBIAN_FRONTEND"; echo oops >&2'])).toBe("noninteractive");
  expect(lines[0]).toBe('$ sh -c echo "$DEBIAN_FRONTEND"; echo oops >&2');
  expect(lines.slice(1).sort()).toEqual(["noninteractive", "oops"]);
});

test("with sudo the same program is run through it, and asks no questions", async () => {
  await using programs = await tempDir();
  await writeFile(programs.file("sudo"), '#!/bin/sh\necho "sudo $DEBIAN_FRONTEND: $*"\n', { mode: 0o755 });
  vi.stubEnv("PATH", `${programs.path}:${process.env.PATH}`);
  const root = asRoot(machine({ privilege: "sudo" }), () => {}, signal);
  expect(await root("apt-get", ["update"])).toBe("sudo noninteractive: --preserve-env=DEBIAN_FRONTEND apt-get update");
});

test("a program that fails is told with its lines, and how to see more", async () => {
  const root = asRoot(machine({ privilege: "root" }), () => {}, signal);
  expect(await failureOf(root("sh", ["-c", "echo E: broken packages; exit 100"]))).toMatchObject({ code: "COMMAND_FAILED", evidence: ["E: broken packages"], hint: expect.stringContaining("Run it by hand") });
});

test("packages are installed from fresh lists, without what they merely recommend, and wait for another apt", async () => {
  const commands: string[] = [];
  const root: AsRoot = async (file, args) => (commands.push([file, ...args].join(" ")), "");
  await installPackages(root, ["docker.io", "iptables"]);
  expect(commands.filter((command) => command.startsWith("apt-get"))).toEqual([
    "apt-get -o DPkg::Lock::Timeout=300 update",
    "apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends docker.io iptables",
  ]);
});

test("what an interrupted dpkg left undone is finished first, because apt refuses everything else", async () => {
  await using journal = await tempDir();
  const commands: string[] = [];
  const root: AsRoot = async (file, args) => (commands.push([file, ...args].join(" ")), "");
  await installPackages(root, ["docker.io"], [], journal.path);
  expect(commands.map((command) => command.split(" ")[0])).toEqual(["apt-get", "apt-get"]);
  await writeFile(journal.file("0001"), "");
  commands.length = 0;
  await installPackages(root, ["docker.io"], [], journal.path);
  expect(commands[0]).toBe("dpkg --configure -a");
});

test("a package that only some releases have is installed where the lists know it", async () => {
  await using programs = await tempDir();
  await writeFile(programs.file("apt-cache"), '#!/bin/sh\ncase "$*" in *docker-cli) exit 0 ;; esac\nexit 100\n', { mode: 0o755 });
  vi.stubEnv("PATH", `${programs.path}:${process.env.PATH}`);
  const commands: string[] = [];
  const root: AsRoot = async (file, args) => (commands.push([file, ...args].join(" ")), "");
  await installPackages(root, ["docker.io"], ["docker-cli", "docker-nonsense"]);
  expect(commands.at(-1)).toMatch(/ docker\.io docker-cli$/);
});
