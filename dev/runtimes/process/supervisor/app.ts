import { messageOf } from "../../../errors/message-of.ts";
import type { Clock } from "../../../platform/clock.ts";
import { endGroup } from "../../../platform/end-group.ts";
import { afterExit, howItEnded } from "./after-exit.ts";
import { openLogFile, type LogFile } from "./log-file.ts";
import { becomesReady } from "./becomes-ready.ts";
import { MARK } from "./mark.ts";
import { runOnce, type Running } from "./run-once.ts";
import type { AppSpec, AppState } from "./spec.ts";
import { watchFiles } from "./watch-files.ts";

interface AppSurroundings {
  readonly clock: Clock;
  /** The folder of its log. */
  readonly logs: string;
  changed(): void;
  /** There is more in its log. */
  wrote(): void;
}

/** One program that is kept running. Only one of its acts is called at a time. */
export interface App {
  state(): AppState;
  /** Resolves when it was started, or could not be. @param why For its log, where nobody asked for it. */
  start(spec: AppSpec, why?: string): Promise<void>;
  /** Resolves when nothing of it runs. */
  stop(grace: "own" | "none"): Promise<void>;
  dispose(): Promise<void>;
}

/** A program that has run so long has recovered: what happens next is a new failure. */
const RECOVERED_MS = 30_000;

const atRest = ({ name, mark, hash, fields, ports, graceMs }: AppSpec, now: string): AppState => ({
  name,
  mark,
  hash,
  fields,
  ports,
  graceMs,
  phase: "stopped",
  process: null,
  createdAt: now,
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  signal: null,
  reason: null,
  restarts: 0,
  retryAt: null,
  lostLines: 0,
});

/** @param restart Asks whoever gives the acts their turns for another start of the same, because a file has changed. */
export const createApp = (first: AppSpec, { clock, logs, changed, wrote }: AppSurroundings, restart: (why: string) => void): App => {
  let spec = first;
  let log: LogFile | undefined;
  let state = atRest(spec, clock.date().toISOString());
  let life: { readonly over: AbortController; readonly lived: Promise<void> } | undefined;
  let starting: ReturnType<typeof runOnce> | undefined;
  let running: Running | undefined;
  let ending: ReturnType<typeof endGroup> | undefined;
  let watcher: Disposable | undefined;

  const now = () => clock.date().toISOString();
  const set = (part: Partial<AppState>): void => {
    state = { ...state, ...part, lostLines: log?.lost() ?? state.lostLines };
    changed();
  };
  const logFile = (): LogFile => (log ??= openLogFile(logs, spec.name, wrote));
  const say = (text: string) => logFile().write(Buffer.from(`${now()} e neotool: ${text}\n`).toString("latin1"));

  /** The system has a limit to what is watched: a program runs without, too. */
  const watch = (): void => {
    if (spec.watch.length === 0) return;
    try {
      watcher = watchFiles(spec.cwd, spec.watch, (path) => restart(`${path} changed`));
    } catch (error) {
      say(`its files cannot be watched: ${messageOf(error)}`);
    }
  };

  /** One start after the other until it rests. @param begun Called when the first was made, or could not be. */
  const live = async (over: AbortSignal, begun: () => void): Promise<void> => {
    let failures = 0;
    let wasReady = false;
    if (!watcher) watch(); // here, where a log that cannot be opened is told
    for (let restarts = 0; !over.aborted; restarts += 1) {
      const file = logFile();
      const since = clock.now();
      starting = runOnce(spec, file, clock, () => ending);
      const started = await starting;
      if (typeof started === "string") {
        say(started);
        set({ phase: "failed", reason: started, process: null, finishedAt: now(), restarts });
        return begun();
      }
      running = started;
      set({ phase: "starting", process: started.process, startedAt: now(), finishedAt: null, exitCode: null, signal: null, retryAt: null, restarts, reason: "not ready yet" });
      begun();
      const ended = new AbortController();
      const asking = becomesReady(spec.question, clock, AbortSignal.any([over, ended.signal]), (reason) => set({ reason })).then((isReady) => {
        if (!isReady) return;
        wasReady = true;
        set({ phase: "ready", reason: null });
      });
      const how = await started.exited;
      ended.abort();
      await asking;
      running = undefined;
      set({ process: null, finishedAt: now(), ...how });
      if (over.aborted) return;
      if (wasReady && clock.now() - since > RECOVERED_MS) failures = 0;
      const next = afterExit({ policy: spec.restart, ...how, wasReady, failures });
      say(next.reason ?? howItEnded(how));
      if (next.kind === "rest") return set({ phase: next.phase, reason: next.reason });
      failures += 1;
      set({ phase: "waiting", reason: next.reason, retryAt: new Date(clock.date().getTime() + next.inMs).toISOString() });
      await clock.sleep(next.inMs, over).catch(() => {}); // it was stopped while it waited
    }
  };

  const stopWatching = (): void => {
    watcher?.[Symbol.dispose]();
    watcher = undefined;
  };

  const stop = async (grace: "own" | "none"): Promise<void> => {
    if (!life) return;
    life.over.abort();
    await starting; // one that is just being started again has no process yet that could be ended
    if (running) {
      set({ phase: "stopping", reason: null });
      ending = endGroup({ group: running.process.pid, mark: `${MARK}=${spec.mark}`, graceMs: grace === "none" ? 0 : spec.graceMs }, clock);
      const how = await ending;
      if (how === "killed" && grace === "own") say(`it did not end within ${spec.graceMs / 1000} s of being asked to, and was killed`);
    }
    await life.lived;
    life = undefined;
    ending = undefined;
    set({ phase: "stopped", reason: null, retryAt: null });
  };

  return {
    state: () => state,
    start: async (next, why) => {
      if (why !== undefined && !watcher) return; // it was stopped between the change and its turn
      // Watched all the while: what is saved during a restart is a change, too.
      if (why === undefined) stopWatching();
      else say(`started anew: ${why}`);
      await stop("own");
      spec = next;
      state = { ...atRest(spec, state.createdAt), lostLines: state.lostLines };
      const over = new AbortController();
      await new Promise<void>((begun) => {
        const broken = (error: unknown) => {
          set({ phase: "failed", reason: `it could not be run: ${messageOf(error)}`, process: null, finishedAt: now() });
          begun();
        };
        life = { over, lived: live(over.signal, begun).catch(broken) }; // its log cannot be opened, for one: the others run on
      });
    },
    stop: (grace) => {
      stopWatching();
      return stop(grace);
    },
    dispose: async () => {
      stopWatching();
      await stop("own");
      log?.close();
    },
  };
};
