import { appendFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { parse, stringify } from "yaml";
import { $ } from "zx";
import { connectEngine } from "../../../dev/docker/connect.ts";
import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage } from "../../../dev/images/present.ts";
import { ephemeralPort } from "../../../dev/platform/ports.ts";
import { dockerCompose } from "./docker-compose.ts";

const PROGRAM = join(import.meta.dirname, "..", "..", "..", "bin", "neotool.js");

/** What is laid over the exported file, service by service, in the words of Compose. */
type Overlay = (name: string, service: ComposeEntry) => Readonly<Record<string, unknown>>;

interface ComposeEntry {
  readonly image: string;
  readonly healthcheck?: Readonly<Record<string, unknown>>;
}

/** The exported file as a Compose project beside everything else: own folder, own name, own host ports. */
export interface ComposeProject extends AsyncDisposable {
  readonly name: string;
  readonly folder: string;
  /** Version of Docker Compose. */
  readonly version: string;
  /** The `.env` that Compose reads. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of those that can be brought up here. */
  readonly services: readonly string[];
  /** @throws Error with Compose's output when it fails. */
  compose(...args: readonly string[]): Promise<string>;
}

/**
 * Exports a stack and makes a project of it, on the images that this engine has: where it has a stand-in only, a second
 * file names that. Removed with everything it has in the engine by `await using`.
 *
 * @param config Text of a `neotool.config.ts`.
 * @param withoutImage Services of which no image is to be had here: they are in the file, and cannot be brought up.
 */
export const composeProject = async (config = 'export default { profile: "core" };', overlay: Overlay = () => ({}), withoutImage: readonly string[] = []): Promise<ComposeProject> => {
  const { version, run } = await dockerCompose();
  const folder = await realpath(await mkdtemp(join(tmpdir(), "neotool-compose-")));
  const remove = () => rm(folder, { recursive: true, force: true });
  const { env, services } = await exportInto(folder, config, overlay, withoutImage).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  const compose = async (...args: readonly string[]) => {
    const { exitCode, output } = await run(["--file", "compose.yaml", "--file", "here.yaml", ...args], folder);
    if (exitCode !== 0) throw new Error(`docker compose ${args.join(" ")} ended with code ${exitCode}:\n${output}`);
    return output;
  };
  const dispose = async () => {
    await compose("down", "--volumes", "--timeout", "0");
    await remove();
  };
  return { name: env.COMPOSE_PROJECT_NAME ?? "", folder, version, env, services, compose, [Symbol.asyncDispose]: dispose };
};

/** Writes compose.yaml, here.yaml (what this engine has in place of it) and .env. @returns the variables of the latter, and what can be brought up. */
const exportInto = async (folder: string, config: string, overlay: Overlay, withoutImage: readonly string[]): Promise<Pick<ComposeProject, "env" | "services">> => {
  await mkdir(join(folder, ".git"));
  await writeFile(join(folder, "neotool.config.ts"), config);
  await $({ quiet: true, cwd: folder })`${process.execPath} ${PROGRAM} dev compose --output compose.yaml --dotenv .env`;
  const text = await readFile(join(folder, "compose.yaml"), "utf8");
  const variables = [...new Set(text.match(/\bNEOTOOL_PORT_\w+/g))];
  // One that was free a moment ago may be given again.
  const ports = new Set<number>();
  while (ports.size < variables.length) ports.add(await ephemeralPort());
  await appendFile(join(folder, ".env"), [...ports].map((port, index) => `${variables[index]}=${port}\n`).join(""));
  const override = await overrideFor(parse(text), overlay, withoutImage);
  await writeFile(join(folder, "here.yaml"), stringify(override));
  return { env: parseEnv(await readFile(join(folder, ".env"), "utf8")), services: Object.keys(override.services) };
};

const overrideFor = async ({ services }: { readonly services: Readonly<Record<string, ComposeEntry>> }, overlay: Overlay, withoutImage: readonly string[]) => {
  const { socket } = await connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });
  const entries = await Promise.all(
    Object.entries(services).filter(([name]) => !withoutImage.includes(name)).map(async ([name, service]) => {
      const found = await presentImage(socket, lockedImage(service.image));
      if (!found) throw new Error(`the engine has no ${service.image}: neotool dev setup`);
      return [name, { image: found.reference, ...overlay(name, service) }] as const;
    }),
  );
  return { services: Object.fromEntries(entries) };
};
