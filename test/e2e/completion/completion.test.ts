import { expect, test } from "vitest";
import { envelope, neotool, projectRoot } from "../../support/cli.ts";
import { completesWhatIsTyped } from "../../support/completion-scenario.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

/** The answers come without an engine: there is none here. */
const NO_ENGINE = { DOCKER_HOST: "unix:///nonexistent.sock" } as const;

test("bash completes commands, options, values, names and paths at a terminal", async () => {
  await completesWhatIsTyped({ name: "bash", program: "bash", args: ["--norc", "--noprofile", "-i"], env: NO_ENGINE });
});

test("a shell that is not known is answered with those that are", async () => {
  const { error } = envelope(await neotool(["completion", "powershell", "--json"], { cwd: projectRoot }));
  expect(error).toMatchObject({ code: "USAGE", hint: "Known: bash, zsh, fish." });
});

test("a broken config does not spoil a key press: names that do not depend on it still complete", async () => {
  await using copy = await makeWorkingCopy("broken", { "neotool.config.ts": "export default { postgres: {" });
  const answer = async (...words: readonly string[]) => neotool(["complete", "--", "dev", ...words], { cwd: copy.path, env: NO_ENGINE });
  expect(await answer("up", "--only", "ka")).toEqual({ exitCode: 0, stdout: "kafka\tservice\nkafka-exporter\tservice", stderr: "" });
  expect(await answer("env", "--role", "")).toEqual({ exitCode: 0, stdout: "", stderr: "" });
});

test("roles complete as the config names them", async () => {
  await using copy = await makeWorkingCopy("roles", { "neotool.config.ts": 'export default { postgres: { schemas: ["billing"] } };' });
  expect((await neotool(["complete", "--", "dev", "env", "--role", ""], { cwd: copy.path, env: NO_ENGINE })).stdout).toBe("neotool\towner of the databases\nbilling\trole of a schema");
});
