import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cacheDirectory } from "../../../dev/platform/package-root.ts";
import { neotool, spawnNeotool } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance, type TestInstance } from "../../support/instance.ts";
import { argumentsOfAllProcesses } from "../../support/processes.ts";
import { placesWithSecrets, secretsBelow } from "../../support/secrets.ts";

const filesBelow = async (root: string): Promise<readonly string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));

const textsOf = async (paths: readonly string[]): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")] as const)));

/** Argument lists of every process while a command runs, containers' and one-shots' included, looked at without a pause. */
const watchArguments = async (run: PromiseLike<unknown>): Promise<string> => {
  const seen = new Set<string>();
  let isOver = false;
  void run.then(() => (isOver = true));
  while (!isOver) for (const line of await argumentsOfAllProcesses()) seen.add(line);
  return [...seen].join("\n");
};

/** Everything that a user, a script or another user of this machine gets to see, except what was asked for (`env`, `keys sign`). */
const outputs = async ({ run }: TestInstance): Promise<Readonly<Record<string, string>>> => {
  const commands = [["status", "--check"], ["logs"], ["config"], ["ps"], ["doctor"], ["keys"], ["keys", "jwks"], ["images"], ["restart", "vault"], ["up", "--dry-run"], ["up"], ["exec", "psql", "--nonsense"], ["exec", "mc", "nonsense"]];
  const texts: Record<string, string> = {};
  for (const command of commands) {
    for (const form of command[0] === "exec" ? [command] : [command, [...command, "--json"]]) {
      const { stdout, stderr } = await run(...form);
      texts[`the output of ${form.join(" ")}`] = stdout + stderr;
    }
  }
  return texts;
};

test("no generated secret is in any argument list, output, log, label, plain environment or file that others may read", async () => {
  const instance = await testInstance("secrets");
  const up = spawnNeotool(["up", "--json"], { cwd: instance.path });
  const duringUp = await watchArguments(up);
  const { exitCode, stdout, stderr } = await up;
  expect(exitCode).toBe(0);
  const home = join(instance.path, ".neotool");
  const secrets = await secretsBelow(home);
  expect(secrets.length).toBeGreaterThan(50); // credentials, and a private key by its lines

  const client = await docker();
  const containers = await Promise.all(Object.values(await instance.containers()).map((id) => client.getContainer(id).inspect()));
  const failed = await instance.run("up", "--only", "kafka", "--port", "kafka=1", "--strict-ports"); // an error report, and its log
  const told = await outputs(instance);
  const plain = (await filesBelow(home)).filter((path) => !/credentials\.json$|\.private\.pem$/.test(path));
  const duringDown = spawnNeotool(["down", "--json"], { cwd: instance.path });
  const places = {
    ...told,
    ...(await textsOf(plain)),
    "arguments during up": duringUp,
    "arguments during down": await watchArguments(duringDown),
    "the output of up --json": stdout + stderr,
    "the output of a failed up": failed.stdout + failed.stderr,
    "the output of down --json": String((await duringDown).stdout) + String((await duringDown).stderr),
    "the ledger of ports": await readFile(join(cacheDirectory(process.env, homedir()), "ports.json"), "utf8").catch(() => ""),
    "labels and commands": JSON.stringify(containers.map(({ Config, Path, Args }) => [Config.Labels, Config.Cmd, Config.Entrypoint, Path, Args])),
    "environments but Vault's": JSON.stringify(containers.filter(({ Config }) => Config.Labels["dev.neotool.service"] !== "vault").map(({ Config }) => Config.Env)),
  };
  expect(Object.keys(places).length).toBeGreaterThan(35);
  expect(placesWithSecrets(places, secrets)).toEqual([]);
  // The scan itself sees what is there to be seen.
  const env = await neotool(["env"], { cwd: instance.path });
  expect(placesWithSecrets({ env: env.stdout }, secrets)).toEqual(["env"]);

  const open = (await Promise.all((await filesBelow(home)).map(async (path) => [path, (await stat(path)).mode & 0o777] as const))).filter(([, mode]) => (mode & 0o177) !== 0);
  expect(open).toEqual([]);
  expect((await stat(home)).mode & 0o777).toBe(0o700);
}, 300_000);
