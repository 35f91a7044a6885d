import { DevError } from "../../errors/dev-error.ts";
import type { Live } from "../../parity/local/local.ts";
import { runningInstance } from "../data/running-instance.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";

/** What runs of a project, asked; `undefined` where nothing does, or there is no engine: then its definitions are compared. */
export const whatRuns = async (project: Project, surroundings: Surroundings, { warn }: { warn(text: string): void }, signal: AbortSignal): Promise<Live | undefined> => {
  try {
    const instance = await runningInstance(project, surroundings, signal);
    const { liveSide } = await import("./live-side.ts"); // clients of four stores, for who has them running
    return await liveSide(instance, project.settings.postgres.database, warn, signal);
  } catch (error) {
    if (!(error instanceof DevError)) throw error;
    if (error.code === "SERVICE_NOT_RUNNING") return undefined;
    if (!error.code.startsWith("ENGINE_")) throw error;
    warn(`The definitions are compared, because nobody can be asked what runs: ${error.message}`);
    return undefined;
  }
};
