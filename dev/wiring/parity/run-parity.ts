import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { comparisonOf, findingsOf } from "../../parity/compare.ts";
import { judge } from "../../parity/judge.ts";
import type { loadProduction, LoadTools } from "../../parity/load/load-production.ts";
import { asItRuns, definedLocal, NOT_RUNNING, type Live } from "../../parity/local/local.ts";
import { explainMatches } from "../../parity/match/match.ts";
import type { ParityResult } from "../../parity/report/result.ts";
import { parseWaivers, WAIVERS_FILE, type Waiver } from "../../parity/waivers.ts";
import { errnoOf } from "../../platform/files.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { localPlaces } from "./local-places.ts";
import { readSources } from "./read-sources.ts";

export interface ParityRequest {
  /** Folder of production's manifests, relative to where the caller is. @default what the config says */
  readonly directory: string | undefined;
  readonly entry: string | undefined;
  readonly ref: string | undefined;
}

/** What the run is done with. */
export interface ParityParts {
  readonly load: typeof loadProduction;
  readonly tools: LoadTools;
  /** Asks what runs, `undefined` where nothing does. @default the definitions alone */
  readonly live: (() => Promise<Live | undefined>) | undefined;
}

/** A user's or a database's name stands in Secrets too: hidden, it would take `postgres` out of every line. */
const A_WORD = /^[a-z]+([-_./][a-z]+)*\d{0,4}$/i;

const waiversOf = async ({ instance }: Project, { cwd }: Surroundings): Promise<readonly Waiver[]> => {
  const path = join(instance.workingCopy, WAIVERS_FILE);
  try {
    return parseWaivers(await readFile(path, "utf8"), relative(cwd, path) || path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
};

/**
 * Compares what runs here, or what is defined, with production's manifests.
 *
 * @throws {DevError} `USAGE` where nobody says where they are; `MANIFESTS_INVALID`, `WAIVERS_INVALID`, `PARITY_AMBIGUOUS`, `CONFIG_INVALID`.
 */
export const runParity = async (project: Project, surroundings: Surroundings, request: ParityRequest, { load, tools, live }: ParityParts, signal: AbortSignal): Promise<ParityResult> => {
  const { parity } = project.config;
  const { workingCopy } = project.instance;
  const root = request.directory === undefined ? parity?.manifests && resolve(workingCopy, parity.manifests) : resolve(surroundings.cwd, request.directory);
  if (root === undefined) {
    throw new DevError("USAGE", "Nobody says where production's manifests are", { hint: 'neotool dev parity <folder>, or parity: { manifests: "<folder>" } in neotool.config.ts.' });
  }
  const entry = request.entry ?? (request.directory === undefined ? parity?.entry : undefined);
  const [production, places, waivers, uses, alive] = await Promise.all([
    load({ root, ...(entry !== undefined && { entry }), ...(request.ref !== undefined && { ref: request.ref }) }, tools, signal),
    localPlaces(project),
    waiversOf(project, surroundings),
    readSources(workingCopy, relative(workingCopy, root), signal),
    live?.(),
  ]);
  surroundings.redactor.hide(...production.secrets.filter((value) => !A_WORD.test(value)));
  const today = surroundings.clock.date().toISOString().slice(0, 10);
  const local = asItRuns({ ...definedLocal(project.stack, project.settings, places), ...uses }, alive ?? NOT_RUNNING);
  const comparison = comparisonOf(local, production, parity?.match ?? {}, today);
  return {
    manifests: relative(surroundings.cwd, root) || ".",
    ref: production.ref,
    entry: `${production.entry.kind} ${production.entry.path}`,
    isLive: alive !== undefined,
    judged: judge(findingsOf(comparison), local.meant, waivers, today),
    objects: production.objects.length + production.compose.length,
    matching: explainMatches([...comparison.services, ...comparison.applications]),
  };
};
