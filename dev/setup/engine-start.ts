import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { connectEngine, type EngineQuestions } from "../docker/connect.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { DevError } from "../errors/dev-error.ts";
import type { Clock } from "../platform/clock.ts";
import { readIfThere } from "../platform/files.ts";
import { startTimeOf } from "../platform/process-identity.ts";
import type { AsRoot } from "./as-root.ts";
import type { Machine } from "./machine.ts";

const ANSWERS_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 200;

interface StartTools {
  readonly machine: Machine;
  readonly surroundings: EngineEnvironment;
  readonly clock: Clock;
  readonly root: AsRoot;
  /** Folder for the engine's own output, where nothing else keeps it. */
  readonly logs: string;
  readonly signal: AbortSignal;
  log(line: string): void;
  /** How an engine is asked whether it may be used. @default over its socket */
  readonly questions?: EngineQuestions | undefined;
}

/** Whether an engine runs. Not being allowed to use it is another step's matter. */
const isUp = async ({ surroundings, questions }: StartTools): Promise<boolean> => {
  try {
    await connectEngine(surroundings, questions);
    return true;
  } catch (error) {
    if (!(error instanceof DevError)) throw error;
    if (error.code === "ENGINE_STOPPED" || error.code === "ENGINE_MISSING") return false;
    if (error.code === "ENGINE_FORBIDDEN") return true;
    throw error; // too old, or not here: waiting longer changes nothing
  }
};

/** `false` when it does not answer in time, or is known to have failed. */
const comesUp = async (tools: StartTools, withinMs: number, hasEnded: () => Promise<boolean>): Promise<boolean> => {
  const { clock, signal } = tools;
  const deadline = clock.now() + withinMs;
  for (;;) {
    if (await isUp(tools)) return true;
    if (clock.now() > deadline || (await hasEnded())) return false;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
};

const unknown = async (): Promise<boolean> => false;

/** Resolves with whether the engine answers. */
type Attempt = (tools: StartTools) => Promise<boolean>;

const bySystemd: Attempt = async (tools) => {
  await tools.root("systemctl", ["enable", "--now", "docker.service"], 120_000);
  return comesUp(tools, ANSWERS_WITHIN_MS, unknown);
};

const bySysvinit: Attempt = async (tools) => {
  await tools.root("service", ["docker", "start"], 120_000);
  // The script reports success before the daemon has failed; a daemon that comes up does so within seconds.
  return comesUp(tools, 5_000, unknown);
};

/**
 * Prints the daemon's process id. A session of its own and a file for its output: it stays when the terminal goes, and
 * when we do. HUP is ignored until it has its session: sudo's pseudo-terminal goes as soon as the shell has ended.
 */
const DETACHED = `trap '' HUP; setsid dockerd >>"$1" 2>&1 </dev/null & echo "$!"`;

const directly: Attempt = async (tools) => {
  const logFile = join(tools.logs, "dockerd.log");
  await mkdir(tools.logs, { recursive: true });
  await appendFile(logFile, ""); // ours, not root's, so that we can read it and remove it
  tools.log(`the output of dockerd goes to ${logFile}`);
  const pid = Number((await tools.root("sh", ["-c", DETACHED, "sh", logFile])).trim());
  const hasEnded = async () => (await startTimeOf(pid)) === undefined;
  if (await comesUp(tools, ANSWERS_WITHIN_MS, hasEnded)) return true;
  const lines = ((await readIfThere(logFile)) ?? "").split("\n").filter((line) => line !== "");
  throw new DevError("SETUP_FAILED", (await hasEnded()) ? "The engine was started, and ended at once" : "The engine was started but does not answer", {
    hint: `Its last lines are above; all of them are in ${logFile}.`,
    evidence: lines.slice(-20),
  });
};

const ATTEMPTS: Readonly<Record<Machine["serviceManager"], readonly Attempt[]>> = {
  systemd: [bySystemd],
  // In a small virtual machine or a container the init script may fail where the daemon itself would run.
  sysvinit: [bySysvinit, directly],
  none: [directly],
};

/**
 * Starts the engine by what starts services on this machine, unless it runs.
 *
 * @throws {DevError} `SETUP_FAILED` with the engine's last lines, `SETUP_NEEDS_ROOT`, or one of the `ENGINE_*` codes that starting does not mend.
 */
export const startEngine = async (tools: StartTools): Promise<void> => {
  if (await isUp(tools)) return;
  const failures: DevError[] = [];
  for (const attempt of ATTEMPTS[tools.machine.serviceManager]) {
    try {
      if (await attempt(tools)) return;
    } catch (error) {
      tools.signal.throwIfAborted();
      if (!(error instanceof DevError) || (error.code !== "COMMAND_FAILED" && error.code !== "TOOL_MISSING")) throw error;
      tools.log(`that did not work: ${error.message}`);
      failures.push(error);
    }
  }
  throw new DevError("SETUP_FAILED", "The engine could not be started", {
    hint: "Start it by hand (sudo systemctl start docker, or sudo dockerd), then run the same command again.",
    cause: failures.at(-1),
    evidence: failures.flatMap(({ evidence }) => evidence),
  });
};
