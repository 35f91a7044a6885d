import { chmod, mkdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DevError } from "../../errors/dev-error.ts";
import { startDetached } from "../../platform/child.ts";
import type { Clock } from "../../platform/clock.ts";
import { endGroup } from "../../platform/end-group.ts";
import { unwritable } from "../../platform/files.ts";
import type { ProcessPaths } from "./paths.ts";
import { lookAtPrograms, type Seen } from "./read-state.ts";
import { MARK } from "./supervisor/mark.ts";

const STARTS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Built: a file of its own beside the program. As source, the module itself. */
const ENTRY = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./supervisor/entry.ts" : "./supervisor.cjs", import.meta.url));

/**
 * It holds no more than what it drains: neither of its generations need be large, and what is old is looked through early. Code that is compiled once more, to be faster, and what compiles it
 * take 8 MB, and save a tenth of its time under full load.
 */
const SMALL = ["--max-semi-space-size=1", "--max-old-space-size=48", "--initial-old-space-size=6", "--v8-pool-size=0", "--optimize-for-size", "--no-opt", "--no-maglev"] as const;
/** Each thread that reads files would have a heap of its own, and what pipes are read into, 64 KiB at a time, would stay in it. Only glibc reads the last three. */
const LITTLE_KEPT = { UV_THREADPOOL_SIZE: "1", MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "32768", MALLOC_TRIM_THRESHOLD_: "65536" } as const;

/** The supervisor's own environment: that of the programs comes with each start, and goes to them alone. */
const ownEnvironment = (env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> => ({
  ...LITTLE_KEPT,
  ...Object.fromEntries(["PATH", "HOME", "TMPDIR", "LANG"].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
});

/** Programs whose supervisor was killed: nobody drains them or starts them again, so they are ended. */
export const reap = async (apps: readonly Seen[], clock: Clock): Promise<void> => {
  const left = apps.flatMap(({ app, isOrphan }) => (isOrphan && app.process ? [endGroup({ group: app.process.pid, mark: `${MARK}=${app.mark}`, graceMs: app.graceMs }, clock)] : []));
  await Promise.all(left);
};

interface SupervisorSurroundings {
  /** Id. */
  readonly instance: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The file that it is. @default this program's own */
  readonly entry: string | undefined;
}

/**
 * The socket of an instance's supervisor, which is started where none runs.
 *
 * @throws {DevError} `SUPERVISOR_FAILED` when it does not answer in time, `STATE_UNWRITABLE`.
 */
export const openSupervisor = async (paths: ProcessPaths, { instance, env, clock, entry = ENTRY }: SupervisorSurroundings, signal: AbortSignal): Promise<string> => {
  const before = await lookAtPrograms(paths.state);
  if (before.socket !== undefined) return before.socket;
  await reap(before.apps, clock);
  try {
    await mkdir(paths.folder, { recursive: true, mode: 0o700 });
    await chmod(paths.folder, 0o700);
    await rm(paths.state, { force: true });
  } catch (cause) {
    throw unwritable(paths.folder, cause);
  }
  startDetached({ file: process.execPath, args: [...SMALL, entry, paths.folder, instance], cwd: paths.folder, env: ownEnvironment(env) }, paths.errors);
  for (const until = clock.now() + STARTS_WITHIN_MS; clock.now() < until; await clock.sleep(LOOK_EVERY_MS, signal)) {
    const { socket } = await lookAtPrograms(paths.state);
    if (socket !== undefined) return socket;
  }
  throw new DevError("SUPERVISOR_FAILED", `The supervisor of the applications did not start within ${STARTS_WITHIN_MS / 1000} s`, {
    hint: `See what it says in ${paths.errors}. The same command tries again.`,
  });
};
