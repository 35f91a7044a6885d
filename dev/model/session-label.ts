import { isRecord } from "../platform/is-record.ts";
import type { Session } from "./instance.ts";

/** The value of the label. */
export const formatSession = ({ owner: { pid, startedAt, place }, purpose }: Session): string => JSON.stringify({ pid, startedAt, place, purpose });

/** `undefined`: somebody else wrote it. */
export const parseSession = (text: string): Session | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { pid, startedAt, place = "", purpose } = value; // labels had no place once: then its time decides
    const isSession = typeof pid === "number" && typeof startedAt === "string" && typeof place === "string" && typeof purpose === "string";
    return isSession ? { owner: { pid, startedAt, place }, purpose } : undefined;
  } catch {
    return undefined;
  }
};
