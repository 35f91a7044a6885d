import { isRecord } from "../../platform/is-record.ts";
import { isAlive } from "../../platform/process-identity.ts";
import { readIfThere } from "../../platform/files.ts";
import type { AppState, SupervisorState } from "./supervisor/spec.ts";

const isState = (value: unknown): value is SupervisorState => isRecord(value) && value.schemaVersion === 1 && isRecord(value.supervisor) && typeof value.socket === "string" && Array.isArray(value.apps);

/** What the supervisor wrote last; `undefined`: nothing, or nothing that can be read. It may have ended since. */
const lastWritten = async (path: string): Promise<SupervisorState | undefined> => {
  const text = await readIfThere(path).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isState(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export interface Seen {
  readonly app: AppState;
  /** Its process runs, and nobody looks after it: the supervisor was killed. */
  readonly isOrphan: boolean;
}

export interface Look {
  /** `undefined`: no supervisor runs. */
  readonly socket: string | undefined;
  /** Its process. */
  readonly pid: number | undefined;
  readonly apps: readonly Seen[];
}

const NOTHING: Look = { socket: undefined, pid: undefined, apps: [] };

const withoutSupervisor = async (app: AppState): Promise<Seen> => {
  if (app.process === null) return { app: app.phase === "failed" || app.phase === "stopped" ? app : { ...app, phase: "stopped", reason: null }, isOrphan: false };
  if (await isAlive(app.process)) return { app: { ...app, reason: "runs without its supervisor, which has ended; neotool dev up starts it anew" }, isOrphan: true };
  return { app: { ...app, phase: "failed", process: null, exitCode: null, reason: "ended with its supervisor, which was killed" }, isOrphan: false };
};

/** The programs of an instance as they are now: two small files are read, and nobody is asked. */
export const lookAtPrograms = async (path: string): Promise<Look> => {
  const state = await lastWritten(path);
  if (!state) return NOTHING;
  if (await isAlive(state.supervisor)) return { socket: state.socket, pid: state.supervisor.pid, apps: state.apps.map((app) => ({ app, isOrphan: false })) };
  return { socket: undefined, pid: undefined, apps: await Promise.all(state.apps.map(withoutSupervisor)) };
};
