import { DevError } from "../errors/dev-error.ts";
import { formatAge } from "../platform/duration.ts";
import type { JobQueue } from "../platform/queue.ts";
import type { BuildTools } from "./build.ts";
import { lockedImage, type LockedImage } from "./lock.ts";
import { presentImage, type FoundImage } from "./present.ts";
import type { ReportProgress } from "./progress.ts";
import { bundleRung } from "./rung-bundle.ts";
import { registryMemory, rememberingRung, type RememberedAnswer } from "./registry-memory.ts";
import { askSource } from "./registry.ts";
import { pullRungAsking, type AskSource } from "./rung-pull.ts";
import { NO_RECIPE, standInRung } from "./rung-stand-in.ts";
import { isFound, type Rung } from "./rung.ts";

/** How far one run may go for an image. */
export interface ImagePolicy {
  /** Never opens a connection beyond this machine. */
  readonly offline: boolean;
  /** A bundle directory, where there is one. */
  readonly bundle: string | undefined;
  /** Consent to build a stand-in from package registries. */
  readonly standIns: boolean;
  /**
   * `recalled`: who can do without an image does not wait for registries that said a moment ago that they have none.
   * @default "asked-for", each time
   */
  readonly missing?: "asked-for" | "recalled";
}

export interface ImageFinder {
  /**
   * Finds an image by the ladder: in the engine → the lock's sources in order → the bundle → a stand-in built here.
   *
   * @throws {DevError} `IMAGE_UNAVAILABLE` with what each rung answered.
   */
  find(reference: string, report: ReportProgress, signal: AbortSignal): Promise<FoundImage>;
}

const refuse = (reason: string): Rung => async () => [reason];

/** Consent would change nothing for an image that has no recipe. */
const refuseStandIn =
  (reason: string): Rung =>
  async ({ standIn }) => [standIn ? `stand-in: ${reason}` : NO_RECIPE];

const localRungs = ({ offline, bundle, standIns }: ImagePolicy, tools: BuildTools, queue: JobQueue): readonly Rung[] => [
  bundle === undefined ? refuse("bundle: none (NEOTOOL_IMAGE_BUNDLE is not set)") : bundleRung(bundle, tools.engine),
  offline
    ? refuseStandIn("not built (--offline; its packages come from registries)")
    : standIns
      ? standInRung(tools, queue)
      : refuseStandIn("not built without your consent (--setup)"),
];

/** Asks the registries, or says again what they said. */
const askRegistries = ({ offline, missing }: ImagePolicy, { engine, cacheDirectory, clock }: BuildTools, ask: AskSource) => {
  const memory = registryMemory(cacheDirectory, clock);
  const rung = rememberingRung(pullRungAsking(engine, ask), memory);
  return async (...[image, report, signal]: Parameters<Rung>): Promise<FoundImage | RememberedAnswer> => {
    if (offline) return { reasons: ["registries: not asked (--offline)"], agoMs: 0 };
    const known = missing === "recalled" ? await memory.recall(image) : undefined;
    if (known) return known;
    const answer = await rung(image, report, signal);
    return isFound(answer) ? answer : { reasons: answer, agoMs: 0 };
  };
};

/** @param ask How a registry is asked why a pull failed. @default over HTTP */
export const createImageFinder = (policy: ImagePolicy, tools: BuildTools, queue: JobQueue, ask: AskSource = askSource): ImageFinder => {
  const registries = askRegistries(policy, tools, ask);
  const others = localRungs(policy, tools, queue);
  return {
    find: async (reference, report, signal) => {
      const image = lockedImage(reference);
      const present = await presentImage(tools.engine.socket, image, signal);
      if (present) return present;
      const said = await registries(image, report, signal);
      if ("id" in said) return said;
      const reasons = [...said.reasons];
      for (const rung of others) {
        const answer = await rung(image, report, signal);
        if (isFound(answer)) return answer;
        reasons.push(...answer);
      }
      throw imageUnavailable(image, reasons, policy, said.agoMs);
    },
  };
};

/**
 * The error of an image that no rung has, with what each said.
 *
 * @param askedAgoMs How long ago the registries were asked. @default in this run
 */
export const imageUnavailable = ({ reference, standIn, platforms }: LockedImage, reasons: readonly string[], { offline, bundle, standIns }: ImagePolicy, askedAgoMs = 0): DevError => {
  const hints = [
    ...(offline ? ["Fetch it while there is a network: neotool dev images pull, or neotool dev images save DIR on another machine."] : []),
    ...(standIn && !standIns && !offline ? ["`neotool dev up --setup` builds a stand-in from packages (Debian and Ubuntu)."] : []),
    "`neotool dev up --allow-missing` goes on without it.",
    ...(bundle === undefined ? ["Or set NEOTOOL_IMAGE_BUNDLE to a directory made by `neotool dev images save`."] : []),
  ];
  const asked = askedAgoMs === 0 ? "" : ` (the registries were asked ${formatAge(askedAgoMs)} ago; \`neotool dev images pull\` asks again)`;
  return new DevError("IMAGE_UNAVAILABLE", `The image ${reference} is not to be had${asked}`, {
    hint: hints.join("\n") || "See docs/images.md.",
    evidence: [...reasons, ...(platforms.length > 0 ? [`known platforms: ${platforms.join(", ")}`] : [])],
  });
};
