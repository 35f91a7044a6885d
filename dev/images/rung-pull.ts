import { statusOf } from "../docker/answered-status.ts";
import type { Engine } from "../docker/connect.ts";
import { rootMessage } from "../errors/dev-error.ts";
import type { LockedImage } from "./lock.ts";
import { presentImage } from "./present.ts";
import type { ReportProgress } from "./progress.ts";
import { pullImage } from "./pull.ts";
import { parseReference } from "./reference.ts";
import { askSource, formatAnswer, type SourceAnswer } from "./registry.ts";
import type { Rung } from "./rung.ts";

/** Asks a registry why a pull failed. */
export type AskSource = (source: string, signal: AbortSignal) => Promise<SourceAnswer>;

/**
 * The lock's sources, in their order. A registry that did not answer once is not asked again in this run: five images
 * would wait for five time-outs.
 */
export const pullRung = (engine: Engine): Rung => pullRungAsking(engine, askSource);

/** {@link pullRung} with another way to ask. */
export const pullRungAsking = (engine: Engine, ask: AskSource): Rung => {
  const silent = new Map<string, SourceAnswer>();
  return async (image, report, signal) => {
    const reasons: string[] = [];
    for (const source of image.sources) {
      const { registry } = parseReference(source);
      const known = silent.get(registry);
      const answer = known ? { ...known, source } : await tryPull(engine, image, source, ask, report, signal);
      if (answer === "pulled") {
        const found = await presentImage(engine.socket, { ...image, standIn: null });
        if (found) return found;
        reasons.push(`${source}: pulled, but the engine does not know it by that name`);
        continue;
      }
      if (answer.verdict === "offline") silent.set(registry, answer);
      reasons.push(formatAnswer(answer));
    }
    return reasons;
  };
};

const ASK_WITHIN_MS = 5_000;
const NOT_FOUND = 404;

/** The engine pulls, because it has the proxy and the logins; why it failed is asked of the registry, whose status codes say it. */
const tryPull = async (engine: Engine, image: LockedImage, source: string, ask: AskSource, report: ReportProgress, signal: AbortSignal): Promise<"pulled" | SourceAnswer> => {
  try {
    await pullImage(engine, source, image.digest, report, signal);
    return "pulled";
  } catch (error) {
    signal.throwIfAborted();
    const answer = await ask(source, AbortSignal.any([signal, AbortSignal.timeout(ASK_WITHIN_MS)]));
    signal.throwIfAborted();
    const asEngineSays = { source, detail: rootMessage(error).trim() };
    if (answer.verdict === "there") return { ...asEngineSays, verdict: "failing" };
    if (answer.verdict !== "offline") return answer;
    // We did not get through, but the engine may have a proxy: where the registry answered it, the registry is not silent.
    const status = statusOf(error);
    return { ...asEngineSays, verdict: status === NOT_FOUND ? "gone" : status === undefined ? "failing" : "offline" };
  }
};
