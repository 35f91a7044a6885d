import { basename } from "node:path/posix";
import type { Runtime } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Renewal } from "../../model/service.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { StoreName } from "../reset/scope.ts";

/** A service that keeps files in a volume, and begins anew when they are gone. */
export interface FileStore {
  readonly service: Extract<StoreName, "prometheus" | "loki" | "grafana" | "mail">;
  /** Where its volume is, in its container. */
  readonly path: string;
  /** @default whoever calls `wipe` must start it anew, without an orderly end: it would write down what it remembers */
  readonly renewal?: Renewal | undefined;
}

/** Prints what is left. The service goes on writing into files that have no name any more; it is started anew right afterwards. */
const EMPTY = 'cd "$1" && rm -rf -- * .[!.]* && ls -A';
/**
 * The same while it is ended, and its next beginning waits for the folder to go. Where the container ends meanwhile, its next start goes on by the file in that folder
 * (compose/renew.sh).
 */
const RENEW = [
  "data=$1 folder=$2; shift 2",
  'empty() { cd "$data" && for one in * .[!.]*; do [ "$data/$one" = "$folder" ] || rm -rf -- "$one" || return 1; done; }',
  'end() { mkdir -p "$folder" && echo $$ > "$folder/wipe" && "$@"; }',
  // The wipe of a command that was killed goes on here: in its middle, it would take from the next beginning what that has just written.
  'while before=$(cat "$folder/wipe" 2> /dev/null) && kill -0 "$before" 2> /dev/null; do sleep 0.05; done',
  "trap 'rm -rf -- \"$folder\"' EXIT",
  // A full disk has no room for that folder until the data are gone.
  '{ end "$@" || { empty && end "$@"; }; } && empty && ls -A',
].join("\n");

const emptying = ({ path, renewal }: FileStore): readonly string[] => (renewal ? ["sh", "-c", RENEW, "sh", path, renewal.folder, ...renewal.command] : ["sh", "-c", EMPTY, "sh", path]);

/** All files of a service. */
export const fileWiper = (runtime: Runtime, store: FileStore): Wiper => {
  const { service, path, renewal } = store;
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
      remaining = (await run(emptying(store), signal)).split("\n").filter((line) => line !== "" && line !== (renewal && basename(renewal.folder)));
      return [];
    },
    left: async () => remaining.map((file) => `file ${path}/${file} of ${service}`),
    [Symbol.asyncDispose]: async () => {},
  };
};
