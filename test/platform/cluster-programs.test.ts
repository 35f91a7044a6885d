import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { CLUSTER_PROGRAMS, clusterPrograms, isFitVersion, ownProgramFolder } from "../../dev/platform/cluster-programs.ts";
import { getPrograms, missingPrograms } from "../../dev/setup/get-programs.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const program = async (path: string, output: string) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${output}\n`);
  await chmod(path, 0o755);
};

/** A machine with a k3d on PATH, one of our own, both or neither; by what each says. */
const machine = async ({ onPath, own }: { readonly onPath?: string; readonly own?: string }) => {
  const folder = await tempDir();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const cache = folder.file("cache");
  const ownPath = join(ownProgramFolder(cache, "k3d"), "k3d");
  if (onPath !== undefined) await program(folder.file("bin/k3d"), onPath);
  if (own !== undefined) await program(ownPath, own);
  return { cache, ownPath, folder, find: clusterPrograms(cache, [folder.file("bin"), "/usr/bin", "/bin"].join(delimiter)) };
};

const says = (version: string) => `echo 'k3d version v${version}'; echo 'k3s version v1.31.5-k3s1 (default)'`;

test.each([
  ["nothing", {}, "name"],
  ["one on PATH", { onPath: says("5.0.0") }, "name"], // too old is said by who looks at it
  ["our own", { own: says("5.8.3") }, "own"],
  ["one on PATH that fits, and our own", { onPath: says("5.9.0"), own: says("5.8.3") }, "name"],
  ["one on PATH that is too old, and our own", { onPath: says("5.4.9"), own: says("5.8.3") }, "own"],
  ["one on PATH that does not run, and our own", { onPath: "exit 1", own: says("5.8.3") }, "own"],
] as const)("a machine with %s: which k3d is called", async (_what, there, expected) => {
  const { find, ownPath } = await machine(there);
  expect(await find("k3d")).toBe(expected === "own" ? ownPath : "k3d");
});

test.each([
  ["k3d", "5.4.9", false],
  ["k3d", "5.5.0", true],
  ["k3d", undefined, false],
  ["kubectl", "1.31.9", false],
  ["kubectl", "1.34.2", true],
  ["kubectl", "1.35.0", false],
  ["helm", "3.7.2", false],
  ["helm", "3.18.6", true],
  ["helm", "4.0.0", false],
] as const)("%s %s fits: %s", (name, version, fits) => {
  expect(isFitVersion(name, version)).toBe(fits);
});

test("what is missing is what nobody has in a version that fits, with where it will be", async () => {
  const { cache, ownPath, find } = await machine({ own: says("5.8.3") });
  const missing = await missingPrograms(async (name) => (name === "k3d" ? find(name) : join(cache, "no-such-kubectl")), cache, CLUSTER_PROGRAMS);
  expect(missing).toEqual([{ name: "kubectl", version: "1.33.13", folder: join(cache, "tools", "kubectl", "1.33.13"), script: expect.stringMatching(/scripts\/programs\/kubectl\/build\.sh$/) }]);
  expect(ownPath).toBe(join(cache, "tools", "k3d", "5.8.3", "k3d"));
});

/** A recipe that makes a k3d of some version. */
const recipe = async (version: string) => {
  const there = await machine({});
  const script = there.folder.file("build.sh");
  await program(script, `echo "proxy: $GOPROXY"; mkdir -p "$1"; printf '#!/bin/sh\\n%s\\n' "echo k3d version v${version}" > "$1/k3d"; chmod +x "$1/k3d"`);
  const lines: string[] = [];
  const get = (offline: boolean) =>
    getPrograms([{ name: "k3d", version: "5.8.3", folder: dirname(there.ownPath), script }], { folders: ["/opt/go/bin"], offline, signal: new AbortController().signal, report: (line) => lines.push(line) });
  return { ...there, get, lines };
};

test("a program that was compiled is found from then on; offline nothing is fetched for it", async () => {
  const { get, lines, ownPath, find } = await recipe("5.8.3");
  await get(true);
  expect(lines).toEqual(["compiling k3d 5.8.3: a minute or a few, once", "proxy: off"]);
  expect(await find("k3d")).toBe(ownPath);
});

test("one that was made and is another version is said", async () => {
  const { get } = await recipe("5.1.0");
  expect(await failureOf(get(false))).toMatchObject({ code: "SETUP_FAILED", message: "k3d was compiled, and says that it is 5.1.0" });
});
