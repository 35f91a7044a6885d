import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import type { DesiredContainer } from "../../../dev/planner/desired.ts";
import type { Bench } from "../row.ts";
import { dockerCompose } from "./docker-compose.ts";

/** Stubs under Docker Compose: what no stack of ours describes, and no export gives. */
export interface StubCompose {
  readonly version: string;
  up(): Promise<void>;
  down(...more: readonly string[]): Promise<void>;
}

/** @param image Their image, as this engine has it. */
export const stubCompose = async (containers: readonly DesiredContainer[], image: string, { cleanup }: Bench): Promise<StubCompose> => {
  const { version, run } = await dockerCompose();
  const folder = await mkdtemp(join(tmpdir(), "neotool-bench-"));
  const services = Object.fromEntries(containers.map(({ name, service: { command } }) => [name, { image, command }]));
  // Commands are data here: a $ in them is theirs.
  await writeFile(join(folder, "compose.yaml"), stringify({ name: basename(folder).toLowerCase(), services }).replaceAll("$", "$$$$"));
  const compose = async (...args: readonly string[]) => {
    const { exitCode, output } = await run(args, folder);
    if (exitCode !== 0) throw new Error(`docker compose ${args.join(" ")} ended with code ${exitCode}:\n${output}`);
  };
  cleanup.defer(async () => {
    await compose("down", "--volumes", "--timeout", "0");
    await rm(folder, { recursive: true, force: true });
  });
  return { version, up: () => compose("up", "--detach"), down: (...more) => compose("down", ...more) };
};
