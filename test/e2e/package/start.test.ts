import { cp, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { commands } from "../../../dev/cli/commands.ts";
import { compiledFile, scriptOf } from "../../../dev/cli/load-program.ts";
import { main } from "../../../dev/cli/main.ts";
import { helpTexts } from "../../../dev/cli/prepared-help.ts";
import { neotoolVersion } from "../../../dev/platform/package-root.ts";
import { projectRoot } from "../../support/cli.ts";

const PROGRAM = join(projectRoot, "dist", "quick.cjs");

const parsed = async (argv: readonly string[]): Promise<string> => {
  let text = "";
  await main({ argv, version: neotoolVersion(), stdout: { write: (part: string) => (text += part) }, stderr: { write: () => true } });
  return text;
};

test("the built program answers every request for help with the parser's own words", async () => {
  for (const [, argv] of helpTexts(commands.map(({ name }) => name))) {
    const { stdout } = await execa(process.execPath, [join(projectRoot, "bin", "neotool.js"), ...argv], { stripFinalNewline: false });
    expect(stdout, argv.join(" ")).toBe(await parsed(argv));
  }
});

test("what the build has compiled ahead is taken by the Node that built it", async () => {
  expect(scriptOf(PROGRAM, await readFile(compiledFile(PROGRAM))).cachedDataRejected).toBe(false);
});

test.each(["as built", "of another engine", "missing"])("the quick programs know their commands, and no other, with what was compiled ahead %s", async (state) => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "neotool-start-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const part of ["bin", "dist", "compose", "images.lock.json", "package.json"]) await cp(join(projectRoot, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith(".map") });
  const compiled = compiledFile(join(folder, "dist", "quick.cjs"));
  if (state === "of another engine") await writeFile(compiled, "not for this one");
  if (state === "missing") await rm(compiled);
  const run = (...args: readonly string[]) => execa(process.execPath, [join(folder, "bin", "neotool.js"), "dev", ...args], { cwd: folder, reject: false, env: { DOCKER_HOST: `unix://${join(folder, "nobody.sock")}` } });
  for (const name of ["status", "ps"]) {
    expect(JSON.parse((await run(name, "--json")).stdout)).toMatchObject({ command: name, status: "failed", error: { code: "ENGINE_STOPPED" } });
  }
  await writeFile(join(folder, "neotool.config.ts"), "export default { kafka: { port: 29999 } };");
  expect(await run("env")).toMatchObject({ stderr: expect.stringMatching(/^error\[SERVICE_NOT_RUNNING\]/) }); // read by an import, without a word of Node's
  expect((await run("config")).stdout).toContain("29999");
  expect((await run("complete", "--", "dev", "stat")).stdout).toMatch(/^status\t/m);
  expect((await run("staus")).stderr).toContain("Did you mean status?");
});
