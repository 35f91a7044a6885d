import { connectEngine, type Engine, type EngineQuestions } from "../docker/connect.ts";
import { socketCandidates, SYSTEM_SOCKET, type EngineEnvironment } from "../docker/socket.ts";
import { DevError } from "../errors/dev-error.ts";
import type { ImageFinder } from "../images/ladder.ts";
import type { ReportProgress } from "../images/progress.ts";
import type { Clock } from "../platform/clock.ts";
import { asRoot, needsRoot, type AsRoot } from "./as-root.ts";
import { checkEngine } from "./engine-check.ts";
import { installEngine } from "./engine-install.ts";
import { startEngine } from "./engine-start.ts";
import { getPrograms, GO, type MissingProgram } from "./get-programs.ts";
import type { Machine } from "./machine.ts";
import { engineStateOf, type EngineState, type SetupStep } from "./plan-setup.ts";
import { prepareTools } from "./tools.ts";

interface SetupTools {
  readonly machine: Machine;
  readonly surroundings: EngineEnvironment;
  readonly user: string;
  readonly clock: Clock;
  /** Folder for logs. */
  readonly logs: string;
  readonly signal: AbortSignal;
  /** Says what is being done and waited for. */
  readonly report: ReportProgress;
  /** Says what could not be had, where the rest goes on without it. */
  warn(text: string): void;
  /** Every line of every program, for the log file. */
  log(line: string): void;
  /** Made when the engine answers. */
  imageFinder(engine: Engine): ImageFinder;
  /** References of the images that are missing, or may be. */
  readonly images: readonly string[];
  /** What a cluster needs and this machine lacks. */
  readonly programs: readonly MissingProgram[];
  /** `~/.cache/neotool` */
  readonly cache: string;
  /** Nothing is fetched: what is in Go's caches must do. */
  readonly offline: boolean;
  /** How an engine is asked whether it may be used. @default over its socket */
  readonly questions?: EngineQuestions;
}

/**
 * Whether an engine can be used right now.
 *
 * @throws {DevError} what setup cannot mend: an engine that is too old or elsewhere, or another one than the system's,
 * which the user named and must start.
 */
export const engineState = async (surroundings: EngineEnvironment, machine?: EngineQuestions): Promise<EngineState> => {
  try {
    await connectEngine(surroundings, machine);
    return "runs";
  } catch (error) {
    const places = await socketCandidates(surroundings);
    if (!places.some(({ path }) => path === SYSTEM_SOCKET)) throw error;
    return engineStateOf(error);
  }
};

/** The image that the engine is checked with. */
export const CHECK_IMAGE = "busybox:1.37";

/**
 * Does the planned steps one after the other. Each looks first whether it is done: an interrupted setup goes on from
 * where it was.
 *
 * @throws {DevError} `SETUP_NEEDS_ROOT` before anything is done, with everything that needs it; else that of the step that failed.
 */
export const runSetup = async (steps: readonly SetupStep[], tools: SetupTools, becomeRoot: typeof asRoot = asRoot): Promise<void> => {
  const { machine, surroundings, clock, logs, signal, report } = tools;
  const commands = steps.filter(({ id }) => id !== "get-programs").flatMap((step) => step.commands);
  if (machine.privilege === "none" && commands.length > 0) throw needsRoot(commands);
  const log = (line: string) => {
    tools.log(line);
    report(line);
  };
  const root = becomeRoot(machine, log, signal);
  const acts: Readonly<Record<SetupStep["id"], () => Promise<void>>> = {
    "install-engine": () => installEngine(root),
    "start-engine": () => startEngine({ machine, surroundings, clock, root, logs, signal, log: tools.log, questions: tools.questions }),
    "allow-user": () => allowUser(tools, root),
    "check-engine": async () => {
      const engine = await connectEngine(surroundings);
      const image = await tools.imageFinder(engine).find(CHECK_IMAGE, report, signal);
      report("a container with a volume, a network and a port");
      await checkEngine(engine, image, clock, signal);
    },
    "get-programs": async () => {
      const has = { machine: { ...machine, hasApt: machine.hasApt && !tools.offline }, root, cacheDirectory: tools.cache };
      await getPrograms(tools.programs, { folders: await prepareTools([GO], has, report, signal), offline: tools.offline, signal, report: log });
    },
    "find-images": async () => {
      const finder = tools.imageFinder(await connectEngine(surroundings));
      await allThatAreToBeHad(tools.images.map((image) => finder.find(image, (text) => report(`${image}: ${text}`), signal)), tools.warn);
    },
  };
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    report(`[${index + 1}/${steps.length}] ${step.title}`);
    await acts[step.id]();
  }
};

const allowUser = async ({ user, surroundings, questions }: SetupTools, root: AsRoot): Promise<void> => {
  await root("usermod", ["--append", "--groups", "docker", user]);
  // Groups are read at log-in: this very process does not have the new one yet.
  if ((await engineState(surroundings, questions)) === "forbidden") {
    throw new DevError("ENGINE_FORBIDDEN", `${user} was added to the group "docker", which counts from the next log-in on`, {
      hint: "Log out and in again, or type `newgrp docker` in this terminal; then run the same command again.",
    });
  }
};

/** All of them are tried. One that is not to be had hides neither the others nor that the machine is ready for them; another failure is thrown. */
const allThatAreToBeHad = async (finds: readonly Promise<unknown>[], warn: (text: string) => void): Promise<void> => {
  for (const result of await Promise.allSettled(finds)) {
    if (result.status === "fulfilled") continue;
    if (!(result.reason instanceof DevError) || result.reason.code !== "IMAGE_UNAVAILABLE") throw result.reason;
    warn([`${result.reason.message}: up goes on without it by --allow-missing`, ...result.reason.evidence].join("\n  "));
  }
};
