import { expect, test } from "vitest";
import { main } from "../../dev/cli/main.ts";
import { commands } from "../../dev/cli/commands.ts";

const run = async (...argv: readonly string[]) => {
  const written = { stdout: "", stderr: "" };
  const sink = (name: "stdout" | "stderr") => ({ write: (text: string) => (written[name] += text) });
  const exitCode = await main({ argv, version: "1.2.3", stdout: sink("stdout"), stderr: sink("stderr") });
  return { exitCode, ...written };
};

test("the version is the package's", async () => {
  expect(await run("--version")).toEqual({ exitCode: 0, stdout: "1.2.3\n", stderr: "" });
});

test("help lists every command", async () => {
  const { exitCode, stdout } = await run("dev", "--help");
  expect(exitCode).toBe(0);
  for (const { name } of commands.filter(({ hidden }) => hidden !== true)) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, "m"));
});

test("a command for programs is in no list", async () => {
  expect((await run("dev", "--help")).stdout).not.toMatch(/^  complete\b/m);
});

test.each(commands.map(({ name }) => name))("%s --help shows its options and examples that begin with its name", async (name) => {
  const { exitCode, stdout } = await run("dev", name, "--help");
  expect(exitCode).toBe(0);
  expect(stdout).toContain("--json");
  expect(stdout).toMatch(new RegExp(`^  \\$ .*neotool dev ${name}`, "m"));
});

test("a mistyped command is answered with what was probably meant, exit 2", async () => {
  const { exitCode, stdout, stderr } = await run("dev", "staus");
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("error[USAGE] unknown command 'staus' (Did you mean status?)");
});

test("a mistyped option is answered with what was probably meant, exit 2", async () => {
  const { exitCode, stderr } = await run("dev", "up", "--dry-rum");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("unknown option '--dry-rum' (Did you mean --dry-run?)");
});

test("a value that is not among the choices names them", async () => {
  const { exitCode, stderr } = await run("dev", "env", "--format", "yaml");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Allowed choices are dotenv, shell, json.");
});

test("a number that is none is refused", async () => {
  expect(await run("dev", "up", "--wait-timeout", "soon")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("It must be a number, 0 or more.") });
});

test("a usage error is an envelope too when JSON was asked for", async () => {
  const { exitCode, stdout } = await run("dev", "up", "--json", "--nope");
  expect(exitCode).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ command: "up", status: "failed", error: { code: "USAGE" } });
});

test.each([[], ["dev"]])("without a command it shows what there is, exit 2", async (...argv) => {
  const { exitCode, stdout, stderr } = await run(...argv);
  expect(exitCode).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^Usage: neotool/);
  expect(stderr).not.toContain("error[");
});
