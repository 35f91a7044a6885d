import { DevError } from "../errors/dev-error.ts";
import { errnoOf } from "../platform/files.ts";
import { isInstalled, SYSTEM_FOLDERS } from "../platform/programs.ts";
import { socketGet } from "./http.ts";
import { explainRefusals, type Refusal } from "./refusal.ts";
import { socketCandidates, type EngineEnvironment, type SocketCandidate } from "./socket.ts";

/** An engine that answers. */
export interface Engine {
  readonly socket: string;
  /** Who said that this socket is meant. */
  readonly source: string;
  /** `Docker`, `Libpod`; empty when it does not say. */
  readonly product: string;
  readonly version: string;
  readonly apiVersion: string;
}

/** What is asked of the machine on the way to an engine. */
export interface EngineQuestions {
  /** The headers of GET /_ping at a socket; rejects with the socket's own error when nobody answers. */
  ping(socket: string, signal?: AbortSignal): Promise<PingHeaders>;
  isInstalled(program: string, path: string | undefined): Promise<boolean>;
}

/** Either may be missing: what listens there need not be an engine. */
interface PingHeaders {
  readonly "api-version"?: string | undefined;
  /** `Docker/20.10.24 (linux)`, `Libpod/5.2.0 (linux)`. */
  readonly server?: string | undefined;
}

const ANSWERS_WITHIN_MS = 10_000;

const MACHINE: EngineQuestions = {
  // For /version the engine starts two programs, each time.
  ping: async (socket, signal) => {
    const { headers } = await socketGet(socket, "/_ping", ANSWERS_WITHIN_MS, signal);
    return { "api-version": headers["api-version"]?.toString(), server: headers.server?.toString() };
  },
  isInstalled: (program, path) => isInstalled(program, path, SYSTEM_FOLDERS),
};

/** Engine 20.10: the oldest that this program is tried with. */
const OLDEST_API = [1, 41] as const;

const isTooOld = (apiVersion: string): boolean => {
  const [major = 0, minor = 0] = apiVersion.split(".").map(Number);
  return major < OLDEST_API[0] || (major === OLDEST_API[0] && minor < OLDEST_API[1]);
};

/**
 * Finds the engine that the docker CLI would use, and asks it whether it is there. One that answers badly is not passed over
 * for the next: another engine would have other containers and other data.
 *
 * @throws {DevError} `ENGINE_MISSING`, `ENGINE_STOPPED`, `ENGINE_FORBIDDEN`, `ENGINE_TOO_OLD`, `ENGINE_REMOTE`, `ENGINE_FAILED`;
 * the signal's reason when it is aborted.
 */
export const connectEngine = async (surroundings: EngineEnvironment, machine: EngineQuestions = MACHINE, signal?: AbortSignal): Promise<Engine> => {
  const refusals: Refusal[] = [];
  for (const candidate of await socketCandidates(surroundings)) {
    try {
      return engineFrom(candidate, await machine.ping(candidate.path, signal));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof DevError) throw error;
      refusals.push({ candidate, code: errnoOf(error), error });
    }
  }
  throw await explainRefusals(refusals, (program) => machine.isInstalled(program, surroundings.env.PATH));
};

const engineFrom = ({ path, source }: SocketCandidate, { "api-version": apiVersion, server }: PingHeaders): Engine => {
  if (apiVersion === undefined) {
    throw new DevError("ENGINE_FAILED", `What listens at ${path} is no container engine: it names no version`, { hint: `It was chosen by: ${source}. See what it is, or name another.` });
  }
  const [, product = "", version = "of an unknown version"] = server?.match(/^([^/]+)\/([^ +]+)/) ?? [];
  if (isTooOld(apiVersion)) {
    throw new DevError("ENGINE_TOO_OLD", `The engine is ${version} (API ${apiVersion}); neotool needs API ${OLDEST_API.join(".")} or later`, {
      hint: "Upgrade Docker to 20.10 or later.",
    });
  }
  return { socket: path, source, product, version, apiVersion };
};
