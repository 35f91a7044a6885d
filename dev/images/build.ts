import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Engine } from "../docker/connect.ts";
import { DevError } from "../errors/dev-error.ts";
import { exec } from "../platform/exec.ts";
import { waitForLock, type LockHolder } from "../platform/file-lock.ts";
import type { Clock } from "../platform/clock.ts";
import { inspectImage } from "./present.ts";
import type { ReportProgress } from "./progress.ts";
import type { NeededTool, Recipe } from "./recipe.ts";

/** What building needs of the machine. */
export interface BuildTools {
  readonly engine: Engine;
  readonly clock: Clock;
  /** For locks, logs and downloads: `~/.cache/neotool`. */
  readonly cacheDirectory: string;
  /** Folder of the recipes. @default the package's own */
  readonly recipes?: string;
  /** Puts fitting versions of these programs on this machine, and says in which folders they are. */
  prepareTools(tools: readonly NeededTool[], report: ReportProgress, signal: AbortSignal): Promise<readonly string[]>;
}

/** A recipe says where it is by lines `::step 2/5 compiling`. */
export const parseStep = (line: string): string | undefined => {
  const [, step, sentence] = /^::step (\d+\/\d+) (.+)$/.exec(line) ?? [];
  return step === undefined ? undefined : `step ${step}: ${sentence}`;
};

/** A build of ten minutes on two cores may take an hour on a busy machine; more is a build that hangs. */
const LONGEST_BUILD_MS = 3_600_000;

/**
 * Runs one recipe, unless its image is there already. Its output goes to a log file. One build at a time on a machine:
 * two compilers on two cores take longer than one after the other, and both would write the same image.
 *
 * @throws {DevError} `IMAGE_BUILD_FAILED` with the last lines and the path of the log.
 */
export const buildRecipe = async (recipe: Recipe, tools: BuildTools, report: ReportProgress, signal: AbortSignal): Promise<void> => {
  const { engine, clock, cacheDirectory } = tools;
  const sayWhoBuilds = ({ pid, purpose }: LockHolder) => report(`waiting for process ${pid}, which is ${purpose}`);
  await using _lock = await waitForLock(join(cacheDirectory, "build.lock"), `building ${recipe.name}`, clock, sayWhoBuilds, signal);
  if (await inspectImage(engine.socket, recipe.produces)) return; // another process built it while we waited
  report(`building the stand-in ${recipe.name} (about ${recipe.minutes} min)`);
  const folders = await tools.prepareTools(recipe.tools, report, signal);
  await runScript(recipe, folders, tools, report, signal);
  if (await inspectImage(engine.socket, recipe.produces)) return;
  throw new DevError("IMAGE_BUILD_FAILED", `The recipe "${recipe.name}" ended well but left no image ${recipe.produces}`, {
    hint: `Look at ${logFile(recipe, cacheDirectory)} and run it by hand: bash ${join(recipe.directory, "build.sh")}`,
  });
};

const logFile = (recipe: Recipe, cacheDirectory: string): string => join(cacheDirectory, "logs", `build-${recipe.name}.log`);

/** Every line of the build, for people. A log that cannot be written never fails a build. */
const openLog = async (path: string): Promise<{ write(line: string): void } & AsyncDisposable> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => {});
  const stream = createWriteStream(path, { flags: "a" });
  stream.on("error", () => {});
  return {
    write: (line) => void stream.write(`${line}\n`),
    [Symbol.asyncDispose]: () => new Promise((resolve) => void stream.end(() => resolve())),
  };
};

const runScript = async (recipe: Recipe, folders: readonly string[], { engine, clock, cacheDirectory }: BuildTools, report: ReportProgress, signal: AbortSignal): Promise<void> => {
  const path = logFile(recipe, cacheDirectory);
  await using log = await openLog(path);
  log.write(`\n== ${clock.date().toISOString()} ${recipe.name} ${recipe.hash}`);
  try {
    await exec("bash", [join(recipe.directory, "build.sh")], {
      hint: "",
      signal,
      end: "group",
      timeoutMs: LONGEST_BUILD_MS,
      env: {
        DOCKER_HOST: `unix://${engine.socket}`,
        NEOTOOL_RECIPE_HASH: recipe.hash,
        PATH: [...folders, process.env.PATH ?? ""].join(":"),
      },
      onLine: (line) => {
        log.write(line);
        const step = parseStep(line);
        if (step !== undefined) report(`building the stand-in ${recipe.name}, ${step}`);
      },
    });
  } catch (cause) {
    signal.throwIfAborted();
    if (!(cause instanceof DevError)) throw cause;
    throw new DevError("IMAGE_BUILD_FAILED", `The stand-in "${recipe.name}" could not be built: ${cause.message}`, {
      hint: `The whole output is in ${path}. The same command goes on from here: what was downloaded and compiled is kept.`,
      evidence: cause.evidence,
      cause,
    });
  }
};
