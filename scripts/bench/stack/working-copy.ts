import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instanceOf, type Instance } from "../../../dev/model/instance.ts";
import { isPortFree } from "../../../dev/platform/ports.ts";
import type { Service } from "../../../dev/model/service.ts";
import type { Bench } from "../row.ts";
import { belongings, purge } from "./belongings.ts";

/** A folder of its own that counts as a working copy, with an instance of its own. */
export interface WorkingCopy {
  readonly path: string;
  readonly instance: Instance;
}

/** Put away with everything that its instance has in the engine. */
export const makeWorkingCopy = async (name: string, { api, cleanup }: Bench): Promise<WorkingCopy> => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), "neotool-bench-")));
  const path = join(parent, name);
  await mkdir(join(path, ".git"), { recursive: true });
  const instance = instanceOf(path);
  cleanup.defer(async () => {
    await purge(api, await belongings(api, instance));
    await rm(parent, { recursive: true, force: true });
  });
  return { path, instance };
};

/** Below the ports that the system gives to outgoing connections, which come and go. */
const FIRST_PORT = 21_000;
const LAST_PORT = 32_000;
let next = FIRST_PORT + Math.floor(Math.random() * 8_000);

/** A port for each endpoint, by `service.endpoint`: the people's own stacks keep theirs. */
export const choosePorts = async (services: readonly Service[]): Promise<ReadonlyMap<string, number>> => {
  const keys = services.flatMap((service) => (service.kind === "task" ? [] : Object.keys(service.endpoints).map((endpoint) => `${service.name}.${endpoint}`)));
  const ports = new Map<string, number>();
  for (const key of keys) {
    do next = next >= LAST_PORT ? FIRST_PORT : next + 1;
    while (!(await isPortFree(next)));
    ports.set(key, next);
  }
  return ports;
};
