import { constants } from "node:os";
import type { Description } from "../../engine/runtime.ts";
import type { ContainerState, ObservedContainer } from "../../planner/observed.ts";
import type { Seen } from "./read-state.ts";
import type { AppPhase, AppState } from "./supervisor/spec.ts";

const STATE: Readonly<Record<AppPhase, ContainerState>> = { starting: "running", ready: "running", stopping: "running", waiting: "restarting", stopped: "exited", failed: "exited" };

const KILLED_BY = 128;
const FAILED = 1;

/** As shells count: a signal is 128 more than its number. */
const exitCodeOf = ({ exitCode, signal, phase }: AppState): number => {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  return number === undefined ? (exitCode ?? (phase === "failed" ? FAILED : 0)) : KILLED_BY + number;
};

/** A program in the words in which services are observed. Pure. */
export const observedProgram = ({ app, isOrphan }: Seen): ObservedContainer => ({
  id: app.mark,
  name: app.process === null ? app.name : `process ${app.process.pid}`,
  service: app.name,
  hash: app.hash,
  state: STATE[app.phase],
  imageId: "",
  imageReference: "",
  startedAt: app.startedAt ?? "",
  exitCode: exitCodeOf(app),
  outOfMemory: false,
  readsLogs: false,
  ports: Object.fromEntries(Object.values(app.ports).map((port) => [port, port])),
  program: {
    // A crash loop is no start that takes long.
    phase: app.phase === "waiting" ? "failed" : app.phase,
    reason: app.lostLines > 0 ? `${app.reason ?? "it runs"}; ${app.lostLines} lines of its log could not be written` : app.reason,
    pid: app.process?.pid ?? null,
    restarts: app.restarts,
    isOrphan,
  },
});

export const describeProgram = ({ app, isOrphan }: Seen): Description => {
  const { state, exitCode } = observedProgram({ app, isOrphan });
  return {
    state,
    createdAt: app.createdAt,
    startedAt: app.startedAt,
    finishedAt: app.finishedAt,
    exitCode,
    outOfMemory: false,
    engineError: app.phase === "failed" || app.phase === "waiting" ? (app.reason ?? "") : "",
    restarts: app.restarts,
    hash: app.hash,
    fields: app.fields,
  };
};
