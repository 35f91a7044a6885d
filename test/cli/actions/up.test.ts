import { expect, test } from "vitest";
import { run } from "../../../dev/cli/actions/up.ts";
import { createOutput } from "../../../dev/cli/output.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";
import { failureOf } from "../../support/failure.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const NOTHING = {
  profile: undefined, runtime: undefined, only: [], without: [], apps: false, app: [], replace: false, dryRun: false, waitTimeout: undefined, offline: false, strictPorts: false, port: [],
  fresh: false, allowMissing: false, oldData: undefined, setup: false, yes: false,
};

const CONFIG = 'export default { apps: { notes: { command: "sleep 600" } } };';

const refused = async (options: Partial<Parameters<typeof run>[0]["options"]>) => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": CONFIG });
  const surroundings = { ...realSurroundings(), cwd: copy.path };
  const sink = { write: () => true };
  const output = createOutput({ command: "up", mode: "text", stdout: sink, stderr: sink, redactor: surroundings.redactor, invokedAs: "neotool" });
  const { signal } = new AbortController();
  return await failureOf(run({ args: [], options: { ...NOTHING, ...options } }, { surroundings, output, interrupt: { soft: signal, hard: signal, raise: () => {}, dispose: () => {} } }));
};

// Asked first, a yes would have destroyed the data of a command that can only fail.
test.each([
  [{ profile: "cor" }, 'There is no profile "cor"; did you mean "core"?'],
  [{ without: ["postgres"] }, "postgres cannot be left out: pgbouncer needs it"],
  [{ without: ["postgre"] }, 'There is no service "postgre"; did you mean "postgres"?'],
])("--fresh with %j is refused before it asks whether data may go", async (options, message) => {
  expect(await refused({ fresh: true, ...options })).toMatchObject({ code: "USAGE", message });
});

test.each([
  [["note"], 'There is no application "note"; did you mean "notes"?'],
  [["kafka"], 'There is no application "kafka"'],
])("--app %j is no application, and the applications are named", async (app, message) => {
  expect(await refused({ app, dryRun: true })).toMatchObject({ code: "USAGE", message, hint: "Known: notes." });
});
