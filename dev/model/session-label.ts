import { isRecord } from "../platform/is-record.ts";
import type { Session } from "./instance.ts";

/** The value of the label. */
export const formatSession = ({ owner: { pid, startedAt }, purpose }: Session): string => JSON.stringify({ pid, startedAt, purpose });

/** `undefined`: somebody else wrote it. */
export const parseSession = (text: string): Session | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { pid, startedAt, purpose } = value;
    return typeof pid === "number" && typeof startedAt === "string" && typeof purpose === "string" ? { owner: { pid, startedAt }, purpose } : undefined;
  } catch {
    return undefined;
  }
};
