import { writeFile } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import type { NeededTool } from "../../dev/images/recipe.ts";
import { fitTools, type ToolActs } from "../../dev/setup/fit-tools.ts";
import { versionOf } from "../../dev/setup/tools.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

afterEach(() => vi.unstubAllEnvs());

const tool = (name: string, atLeast?: string): NeededTool => ({ name, atLeast });

interface Scene {
  /** What the machine has, before and after packages were installed. */
  readonly has?: Readonly<Record<string, string>>;
  readonly packaged?: Readonly<Record<string, string>>;
  /** What a newer Debian release has. */
  readonly newer?: Readonly<Record<string, string>>;
  readonly hasApt?: boolean;
}

/** A machine with a memory: what is installed is there afterwards. */
const fit = (needed: readonly NeededTool[], { has = {}, packaged = {}, newer = {}, hasApt = true }: Scene) => {
  const done: string[] = [];
  let there = has;
  const acts: ToolActs = {
    hasApt,
    versionOf: async (name, folder) => (folder === undefined ? there[name] : newer[name]),
    install: async (packages, whereKnown) => {
      done.push(`install ${packages.join(" ")}${whereKnown.length > 0 ? ` (${whereKnown.join(" ")})` : ""}`);
      there = { ...there, ...packaged };
    },
    getNewer: async (name) => {
      done.push(`newer ${name}`);
      return `/cache/tools/${name}/bin`;
    },
  };
  return { done, folders: fitTools(needed, acts, (text) => done.push(text)) };
};

test("what this machine has is used, and nothing is done to it", async () => {
  const { done, folders } = fit([tool("go", "1.25.3"), tool("docker")], { has: { go: "1.26.8", docker: "20.10.24" } });
  expect(await folders).toEqual([]);
  expect(done).toEqual([]);
});

test("what is missing is installed in one go, each package once, what is there is left alone", async () => {
  const { done, folders } = fit([tool("docker"), tool("mvn", "3.6.3"), tool("java", "8"), tool("apt-get")], { has: { docker: "20.10.24", "apt-get": "2.6.1" }, packaged: { mvn: "3.8.7", java: "21.0.5" } });
  expect(await folders).toEqual([]);
  expect(done).toEqual(["installing maven, default-jre-headless", "install maven default-jre-headless"]);
});

test("a compiler for Java comes as its package", async () => {
  const { done, folders } = fit([tool("javac", "17"), tool("mvn")], { has: { mvn: "3.8.7" }, packaged: { javac: "17.0.15" } });
  expect(await folders).toEqual([]);
  expect(done).toContain("install default-jdk-headless");
});

test("docker brings its client where that is a package of its own", async () => {
  const { done, folders } = fit([tool("docker")], { packaged: { docker: "28.5.2" } });
  await folders;
  expect(done).toContain("install docker.io (docker-cli)");
});

test("where the distribution's package is too old, a newer one is got for us alone, and put before PATH", async () => {
  const { done, folders } = fit([tool("go", "1.25.3"), tool("mmdebstrap")], { has: { go: "1.19.8" }, packaged: { go: "1.24.4", mmdebstrap: "1.5" }, newer: { go: "1.26.8" } });
  expect(await folders).toEqual(["/cache/tools/go/bin"]);
  expect(done.slice(1)).toEqual(["install golang-go mmdebstrap", "getting a newer go than 1.24.4", "newer go"]);
});

test("a program that is too old everywhere is named with what is needed and what there is", async () => {
  const { folders } = fit([tool("go", "1.25.3")], { packaged: { go: "1.19.8" }, newer: { go: "1.24.1" } });
  expect(await failureOf(folders)).toMatchObject({ code: "TOOL_MISSING", message: 'The program "go" is needed: go 1.25.3 or later (this machine has 1.24.1)' });
});

test("where packages do not come from apt, everything that is missing is named at once", async () => {
  const { done, folders } = fit([tool("go", "1.25.3"), tool("docker"), tool("mvn")], { hasApt: false, has: { go: "1.19.8", docker: "28" } });
  expect(await failureOf(folders)).toMatchObject({ code: "TOOL_MISSING", message: "2 programs are needed: go 1.25.3 or later (this machine has 1.19.8), mvn (not there)" });
  expect(done).toEqual([]);
});

test("a program that no known package holds is named before anything is installed", async () => {
  const { done, folders } = fit([tool("mvn"), tool("rustc")], {});
  expect(await failureOf(folders)).toMatchObject({ code: "TOOL_MISSING", message: 'The program "rustc" is needed: rustc (not there)' });
  expect(done).toEqual([]);
});

test("a program says its version itself, and one that does not run has none", async () => {
  await using programs = await tempDir();
  const write = (name: string, script: string) => writeFile(programs.file(name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await write("go", '[ "$1" = version ] && echo "go version go1.26.8 linux/amd64"');
  await write("mvn", '[ "$1" = --version ] && echo "Apache Maven 3.8.7"');
  await write("dpkg-deb", "exit 2");
  await write("java", "echo no number");
  vi.stubEnv("PATH", `${programs.path}:${process.env.PATH}`);
  const signal = new AbortController().signal;
  const versions = await Promise.all(["go", "mvn", "dpkg-deb", "java", "neotool-no-such-program"].map((name) => versionOf(name, undefined, signal)));
  expect(versions).toEqual(["1.26.8", "3.8.7", undefined, "0", undefined]);
});

test("a folder is looked into before PATH", async () => {
  await using older = await tempDir();
  await using newer = await tempDir();
  await writeFile(older.file("go"), "#!/bin/sh\necho go version go1.19.8\n", { mode: 0o755 });
  await writeFile(newer.file("go"), "#!/bin/sh\necho go version go1.26.8\n", { mode: 0o755 });
  vi.stubEnv("PATH", `${older.path}:${process.env.PATH}`);
  expect(await versionOf("go", newer.path, new AbortController().signal)).toBe("1.26.8");
});

test("an interruption is not taken for a missing program", async () => {
  await expect(versionOf("go", undefined, AbortSignal.abort(new Error("Ctrl+C")))).rejects.toThrow("Ctrl+C");
});
