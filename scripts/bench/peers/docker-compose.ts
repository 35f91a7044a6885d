import { homedir, userInfo } from "node:os";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { $ } from "zx";
import { connectEngine } from "../../../dev/docker/connect.ts";
import { cacheDirectory } from "../../../dev/platform/package-root.ts";
import { isAtLeast, versionIn } from "../../../dev/platform/version.ts";
import { newerFromDebian } from "../../../dev/setup/newer-tool.ts";

/** The first that knows `configs.content`, which the exported file is made of. */
const FIRST_FIT = "2.23.1";
const UNPACKED = join("tools", "docker-compose", "usr", "libexec", "docker", "cli-plugins");

/** Docker Compose as this machine has it. */
export interface DockerCompose {
  /** What the program says of itself. */
  readonly version: string;
  /** Runs it to the end; an exit code other than 0 is part of the answer. */
  run(args: readonly string[], cwd: string): Promise<{ readonly exitCode: number; readonly output: string }>;
}

const versionOf = async (command: readonly string[]): Promise<string | undefined> => {
  const { exitCode, stdout } = await $({ quiet: true, nothrow: true })`${command} version --short`;
  return exitCode === 0 ? versionIn(stdout) : undefined;
};

/** The user's own plugin; else the package of a newer Debian, unpacked into the cache for us alone. Alone it starts sooner than behind `docker`. */
const findCommand = async (): Promise<readonly string[]> => {
  const own = ["docker", "compose"];
  const version = await versionOf(own);
  if (version !== undefined && isAtLeast(version, FIRST_FIT)) return own;
  const cache = cacheDirectory(process.env, homedir());
  const cached = join(cache, UNPACKED, "docker-compose");
  if (existsSync(cached) && (await versionOf([cached])) !== undefined) return [cached];
  return [join(await newerFromDebian("docker-compose", cache, AbortSignal.timeout(600_000)), "docker-compose")];
};

/** @throws {DevError} `TOOL_MISSING`, `COMMAND_FAILED` where no Docker Compose 2.23.1 or later can be had, `ENGINE_…` without an engine. */
export const dockerCompose = async (): Promise<DockerCompose> => {
  const command = await findCommand();
  const { socket } = await connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });
  return {
    version: (await versionOf(command)) ?? "unknown",
    run: async (args, cwd) => {
      const { exitCode, stdall } = await $({ quiet: true, nothrow: true, cwd, env: { ...process.env, DOCKER_HOST: `unix://${socket}` } })`${command} --ansi never --progress plain ${args}`;
      return { exitCode: exitCode ?? -1, output: stdall };
    },
  };
};
