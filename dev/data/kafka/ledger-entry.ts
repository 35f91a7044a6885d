import { createHash } from "node:crypto";
import { isRecord } from "../../platform/is-record.ts";

/** How far a file is in its topic. A topic can only be added to, so a file that has grown is gone on with where it was left. */
export interface TopicEntry {
  /** Of the topic that was written to: one that was made anew has another. */
  readonly topicId: string;
  /** The beginning of the file that is in the topic, in bytes, with its SHA-256. */
  readonly bytes: number;
  readonly hash: string;
  /** By partition, the offset behind it: what was sent after it, but not yet written down, is found from there on. */
  readonly next: Readonly<Record<string, string>>;
  /** The file was over there; `false` while it is being sent. */
  readonly whole: boolean;
}

/** Of a file that nothing is known of. */
export const nothingOf = (topicId: string): TopicEntry => ({ topicId, bytes: 0, hash: createHash("sha256").digest("hex"), next: {}, whole: true });

/** Of `topics.yaml`, which is of no topic alone. */
export const settingsEntry = (bytes: number, hash: string): TopicEntry => ({ topicId: "", bytes, hash, next: {}, whole: true });

/** `undefined` for what nobody of this version wrote. */
export const parseEntry = (text: string): TopicEntry | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || !isRecord(value.next)) return undefined;
    const { topicId, bytes, hash, whole } = value;
    if (typeof topicId !== "string" || typeof bytes !== "number" || typeof hash !== "string" || typeof whole !== "boolean") return undefined;
    return { topicId, bytes, hash, whole, next: Object.fromEntries(Object.entries(value.next).map(([partition, offset]) => [partition, String(offset)])) };
  } catch {
    return undefined;
  }
};
