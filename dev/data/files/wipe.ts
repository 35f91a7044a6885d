import type { Runtime } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { StoreName } from "../reset/scope.ts";

/** A service that keeps files in a volume, and begins anew when they are gone. */
export interface FileStore {
  readonly service: Extract<StoreName, "prometheus" | "loki" | "grafana" | "mail">;
  /** Where its volume is, in its container. */
  readonly path: string;
}

/** Prints what is left. The service goes on writing into files that have no name any more; it is started anew right afterwards. */
const EMPTY = 'cd "$1" && rm -rf -- * .[!.]* && ls -A';

/** All files of a service. Whoever calls `wipe` must start it anew, without an orderly end: it would write down what it remembers. */
export const fileWiper = (runtime: Runtime, { service, path }: FileStore): Wiper => {
  let remaining: readonly string[] = [];
  const run = async (command: readonly string[], signal: AbortSignal): Promise<string> => {
    const { exitCode, stdout, stderr } = await runtime.exec(service, { command }, signal);
    if (exitCode === 0) return stdout;
    throw new DevError("TASK_FAILED", `The data of ${service} could not be wiped: ${stderr.trim() || `exit code ${exitCode}`}`, { hint: `neotool dev logs ${service} says more.` });
  };
  return {
    store: service,
    greet: async () => {},
    holdings: async (signal): Promise<readonly Holding[]> => {
      const kilobytes = Number.parseInt(await run(["du", "-sk", path], signal), 10);
      return [{ store: service, kind: "files", name: service, count: undefined, bytes: Number.isNaN(kilobytes) ? undefined : kilobytes * 1024 }];
    },
    wipe: async (signal) => {
      remaining = (await run(["sh", "-c", EMPTY, "sh", path], signal)).split("\n").filter((line) => line !== "");
      return [];
    },
    left: async () => remaining.map((file) => `file ${path}/${file} of ${service}`),
    [Symbol.asyncDispose]: async () => {},
  };
};
