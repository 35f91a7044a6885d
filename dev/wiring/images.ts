import { resolve } from "node:path";
import type { Engine } from "../docker/connect.ts";
import type { BuildTools } from "../images/build.ts";
import { createImageFinder, type ImageFinder, type ImagePolicy } from "../images/ladder.ts";
import type { ReportProgress } from "../images/progress.ts";
import { createJobQueue } from "../platform/queue.ts";
import { asRoot } from "../setup/as-root.ts";
import { inspectMachine } from "../setup/machine.ts";
import { prepareTools } from "../setup/tools.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a command's options say about images. */
export interface ImageOptions {
  /** Whether this run may build stand-ins (`--setup`); the config may say so for every run. */
  readonly consent: boolean;
  readonly offline: boolean;
  /** Whether it may succeed without an image. */
  readonly allowMissing: boolean;
}

/** Who says `--setup` wants what is missing, so registries are asked each time. */
export const imagePolicy = ({ config, instance }: Project, { env }: Surroundings, { consent, offline, allowMissing }: ImageOptions): ImagePolicy => {
  const fromConfig = config.images?.bundle === undefined ? undefined : resolve(instance.workingCopy, config.images.bundle);
  return { offline, bundle: env.NEOTOOL_IMAGE_BUNDLE || fromConfig, standIns: consent || config.images?.standIns === true, missing: allowMissing && !consent ? "recalled" : "asked-for" };
};

/** What building a stand-in needs of this machine. */
export const buildTools = (engine: Engine, { cache, clock, uid }: Surroundings): BuildTools => ({
  engine,
  clock,
  cacheDirectory: cache,
  prepareTools: async (needed, report, signal) => {
    const machine = await inspectMachine(uid, process.stdin.isTTY === true);
    const fromPackages: ReportProgress = (line) => report(`installing what the recipe needs: ${line}`);
    return prepareTools(needed, { machine, root: asRoot(machine, fromPackages, signal), cacheDirectory: cache }, report, signal);
  },
});

/** The ladder with real effects. */
export const imageFinder = (engine: Engine, policy: ImagePolicy, surroundings: Surroundings): ImageFinder =>
  createImageFinder(policy, buildTools(engine, surroundings), createJobQueue());
