import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { instanceOf } from "../../dev/model/instance.ts";
import { watchAnonymousVolumes } from "./anonymous-volumes.ts";
import { envelope, neotool, type CliResult } from "./cli.ts";
import { belongings, docker } from "./engine.ts";
import { makeWorkingCopy } from "./working-copy.ts";

/** A working copy whose instance is taken down, with a look at what is left, when the test ends. */
export interface TestInstance {
  readonly path: string;
  readonly id: string;
  run(...args: readonly string[]): Promise<CliResult>;
  write(file: string, content: string): Promise<void>;
  /** Container ids by service. */
  containers(): Promise<Readonly<Record<string, string>>>;
  env(...args: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** Phase by service, as `status` says. */
  phases(): Promise<Readonly<Record<string, string>>>;
}

interface StatusData {
  readonly services: readonly { readonly name: string; readonly phase: string }[];
}

/** An instance that somebody else takes down: `await using`. It fails where something is left. */
export type OwnedInstance = TestInstance & AsyncDisposable;

/** @param env What the program needs besides this process's environment. */
export const ownedInstance = async (name: string, files: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}): Promise<OwnedInstance> => {
  const copy = await makeWorkingCopy(name, files);
  const { id } = instanceOf(copy.path);
  const anonymous = await watchAnonymousVolumes(id);
  const run = (...args: readonly string[]) => neotool(args, { cwd: copy.path, env });
  const takeDown = async () => {
    // With a config that can be read again: some tests break it.
    await copy.write("neotool.config.ts", "export default {};");
    const down = await run("down", "--volumes", "--yes");
    const left = [...(await belongings(copy.path)), ...(await anonymous.left())];
    await anonymous[Symbol.asyncDispose]();
    await copy[Symbol.asyncDispose]();
    if (left.length > 0) throw new Error(`${id} leaked ${left.join(", ")}\n${down.stderr}`);
  };
  return {
    [Symbol.asyncDispose]: takeDown,
    path: copy.path,
    id,
    run,
    write: copy.write,
    containers: async () => {
      const list = await (await docker()).listContainers({ all: true, filters: { label: [`dev.neotool.instance=${id}`] } });
      return Object.fromEntries(list.map(({ Id, Labels }) => [Labels["dev.neotool.service"] ?? "", Id]).sort());
    },
    env: async (...args) => {
      const { stdout } = await run("env", "--format", "json", ...args);
      const variables: Record<string, string> = JSON.parse(stdout);
      return variables;
    },
    phases: async () => {
      const { data } = envelope<StatusData>(await run("status", "--json"));
      return Object.fromEntries(data.services.map(({ name: service, phase }) => [service, phase]));
    },
  };
};

/** One that is taken down when the test ends. @param name The folder's name. */
export const testInstance = async (name: string, files: Readonly<Record<string, string>> = {}): Promise<TestInstance> => {
  const instance = await ownedInstance(name, files);
  onTestFinished(() => instance[Symbol.asyncDispose]());
  return instance;
};

/** What must be seen nowhere: the instance's credentials. Those that a project pins to a word are left out. */
export const instanceSecrets = async ({ path }: TestInstance): Promise<readonly string[]> => {
  const { values }: { readonly values: Readonly<Record<string, string>> } = JSON.parse(await readFile(join(path, ".neotool", "credentials.json"), "utf8"));
  return Object.values(values).filter(({ length }) => length >= 8);
};
