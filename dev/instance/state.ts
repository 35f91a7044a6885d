import { rename } from "node:fs/promises";
import * as z from "zod/mini";
import { readIfThere, writeAtomically } from "../platform/files.ts";

const stateSchema = z.object({
  schemaVersion: z.literal(1),
  /** By `service.endpoint`: the port that was wanted and the one that was bound, so that a moved port stays moved. */
  ports: z.record(z.string(), z.object({ wanted: z.int(), bound: z.int() })),
  /** By task name: which definition was done on which start of its service. */
  tasks: z.record(z.string(), z.object({ hash: z.string(), on: z.string() })),
  /** By service: the start on which its readiness was proven. */
  ready: z.record(z.string(), z.string()),
});

/** What an instance remembers between runs. Losing it costs time, never data. */
export type InstanceState = z.infer<typeof stateSchema>;

export const EMPTY_STATE: InstanceState = { schemaVersion: 1, ports: {}, tasks: {}, ready: {} };

/**
 * Reads the state. A corrupted or foreign file is put aside and reported, not fatal: labels in the engine are the truth.
 *
 * @param onQuarantine Called with the new name of a file that could not be read.
 */
export const readState = async (path: string, onQuarantine: (movedTo: string) => void): Promise<InstanceState> => {
  const content = await readIfThere(path);
  if (content === undefined) return EMPTY_STATE;
  const parsed = parse(content);
  if (parsed) return parsed;
  const aside = `${path}.unreadable`;
  await rename(path, aside);
  onQuarantine(aside);
  return EMPTY_STATE;
};

const parse = (content: string): InstanceState | undefined => {
  try {
    const result = z.safeParse(stateSchema, JSON.parse(content));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
};

/** Reads the state and leaves a damaged file where it is: for commands that only look. */
export const peekState = async (path: string): Promise<InstanceState> => parse((await readIfThere(path)) ?? "") ?? EMPTY_STATE;

/** Whether a state file's content can be used. */
export const isStateReadable = (content: string): boolean => parse(content) !== undefined;

export const writeState = (path: string, state: InstanceState): Promise<void> =>
  writeAtomically(path, `${JSON.stringify(state, null, 2)}\n`);
