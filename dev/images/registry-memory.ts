import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Clock } from "../platform/clock.ts";
import { readIfThere, writeAtomically } from "../platform/files.ts";
import type { LockedImage } from "./lock.ts";
import { isFound, type Rung } from "./rung.ts";

/** Long enough for who works without an image and says `up` ever again; soon enough for who does not read what it says. */
const KEPT_MS = 600_000;

const answerSchema = z.object({
  schemaVersion: z.literal(1),
  askedAt: z.number(),
  /** Which were asked: other ones may have the image. */
  sources: z.array(z.string()),
  reasons: z.array(z.string()),
});

/** What the registries answered a while ago. */
export interface RememberedAnswer {
  readonly reasons: readonly string[];
  readonly agoMs: number;
}

/** That no registry had an image, and why. Remembers no image: whether one has come since, the engine is asked each time. */
export interface RegistryMemory {
  recall(image: LockedImage): Promise<RememberedAnswer | undefined>;
  keep(image: LockedImage, reasons: readonly string[]): Promise<void>;
  forget(image: LockedImage): Promise<void>;
}

const parse = (content: string): z.infer<typeof answerSchema> | undefined => {
  try {
    const result = z.safeParse(answerSchema, JSON.parse(content));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
};

/**
 * A file for each image: runs at the same time need no lock. It is a cache: one that cannot be read or written costs a
 * question, and never a run.
 *
 * @param cacheDirectory `~/.cache/neotool`: what a registry has is the same for all instances of this machine.
 */
export const registryMemory = (cacheDirectory: string, clock: Clock): RegistryMemory => {
  const pathOf = ({ reference }: LockedImage): string => join(cacheDirectory, "registries", `${encodeURIComponent(reference)}.json`);
  return {
    recall: async (image) => {
      const content = await readIfThere(pathOf(image)).catch(() => undefined);
      const known = content === undefined ? undefined : parse(content);
      if (!known || known.sources.join() !== image.sources.join()) return undefined;
      const agoMs = clock.date().getTime() - known.askedAt;
      return agoMs < 0 || agoMs >= KEPT_MS ? undefined : { reasons: known.reasons, agoMs };
    },
    keep: async (image, reasons) => {
      const answer = { schemaVersion: 1, askedAt: clock.date().getTime(), sources: image.sources, reasons };
      await writeAtomically(pathOf(image), `${JSON.stringify(answer, null, 2)}\n`).catch(() => {});
    },
    forget: (image) => rm(pathOf(image), { force: true }).catch(() => {}),
  };
};

/** A rung of registries that writes down what they answer. */
export const rememberingRung =
  (rung: Rung, memory: RegistryMemory): Rung =>
  async (image, report, signal) => {
    const answer = await rung(image, report, signal);
    await (isFound(answer) ? memory.forget(image) : memory.keep(image, answer));
    return answer;
  };
