import { rename } from "node:fs/promises";
import type { Instance } from "../model/instance.ts";
import { RUNTIMES, type RuntimeId } from "../model/runtime.ts";
import { isRecord } from "../platform/is-record.ts";
import { readIfThere, unwritable, writeAtomically } from "../platform/files.ts";

/** What an instance remembers between runs. Losing it costs time, never data. */
export interface InstanceState {
  readonly schemaVersion: 1;
  /** By `service.endpoint`: the port that was wanted and the one that was bound, so that a moved port stays moved. */
  readonly ports: Readonly<Record<string, { readonly wanted: number; readonly bound: number }>>;
  /** By task name: which definition was done on which start of its service. */
  readonly tasks: Readonly<Record<string, { readonly hash: string; readonly on: string }>>;
  /** By service: the start on which its readiness was proven. */
  readonly ready: Readonly<Record<string, string>>;
  /** Whose state this is; a copy of the folder brings it along. @default it is not known */
  readonly instance?: Pick<Instance, "id" | "workingCopy">;
  /** Where it was brought up last. @default "container" */
  readonly runtime?: RuntimeId;
  /** Data volumes were made, and the datasets for them are not yet applied. @default nothing is due */
  readonly seedsDue?: true;
}

export const EMPTY_STATE: InstanceState = { schemaVersion: 1, ports: {}, tasks: {}, ready: {} };

const everyEntry = (value: unknown, fits: (entry: unknown) => boolean): boolean => isRecord(value) && Object.values(value).every(fits);
const isText = (value: unknown): boolean => typeof value === "string";

/** By hand: loading what checks a schema takes a tenth of `status`. */
const isState = (value: unknown): value is InstanceState =>
  isRecord(value) &&
  value.schemaVersion === 1 &&
  everyEntry(value.ports, (port) => isRecord(port) && Number.isSafeInteger(port.wanted) && Number.isSafeInteger(port.bound)) &&
  everyEntry(value.tasks, (task) => isRecord(task) && isText(task.hash) && isText(task.on)) &&
  everyEntry(value.ready, isText) &&
  (value.instance === undefined || (isRecord(value.instance) && isText(value.instance.id) && isText(value.instance.workingCopy))) &&
  (value.runtime === undefined || RUNTIMES.some((runtime) => runtime === value.runtime)) &&
  (value.seedsDue === undefined || value.seedsDue === true);

const parse = (content: string): InstanceState | undefined => {
  try {
    const value: unknown = JSON.parse(content);
    if (!isState(value)) return undefined;
    const { schemaVersion, ports, tasks, ready, instance, runtime, seedsDue } = value;
    return { schemaVersion, ports, tasks, ready, ...(instance && { instance }), ...(runtime && { runtime }), ...(seedsDue && { seedsDue }) };
  } catch {
    return undefined;
  }
};

/** `undefined`: cut short, of another version, a folder, or not for us to read. Which of them makes no difference. */
const readable = async (path: string): Promise<InstanceState | undefined> => {
  const content = await readIfThere(path).catch(() => "");
  return content === undefined ? EMPTY_STATE : parse(content);
};

/** The state for somebody who only looks: what cannot be read counts as nothing, and stays where it is. */
export const peekState = async (path: string): Promise<InstanceState> => (await readable(path)) ?? EMPTY_STATE;

/** Whether a state file's content can be used. */
export const isStateReadable = (content: string): boolean => parse(content) !== undefined;

/**
 * The state for somebody who holds the instance's lock and will write it. A corrupted or foreign file is put aside and
 * reported, not fatal: labels in the engine are the truth.
 *
 * @param warn Told where a file that could not be read is now.
 * @throws {DevError} `STATE_UNWRITABLE` when it cannot be put aside.
 */
export const readState = async (path: string, warn: (text: string) => void): Promise<InstanceState> => {
  const state = await readable(path);
  if (state) return state;
  const aside = `${path}.unreadable`;
  await rename(path, aside).catch((cause: unknown) => {
    throw unwritable(aside, cause);
  });
  warn(`${path} was unreadable and is now ${aside}: ports may be chosen anew`);
  return EMPTY_STATE;
};

/** What is written already is not written again: that costs the disk a synchronisation. @throws {DevError} `STATE_UNWRITABLE` */
export const writeState = async (path: string, state: InstanceState): Promise<void> => {
  const content = `${JSON.stringify(state, null, 2)}\n`;
  if ((await readIfThere(path).catch(() => undefined)) !== content) await writeAtomically(path, content);
};
