import { isUtf8 } from "node:buffer";
import { DevError } from "../../errors/dev-error.ts";
import { messageOf } from "../../errors/message-of.ts";
import { closest } from "../../platform/closest.ts";
import { parseExactly } from "../../platform/exact-json.ts";
import { isRecord } from "../../platform/is-record.ts";
import { chunksOf, type SourceFile } from "../source-file.ts";

/** A record of a file, ready to be sent but for its topic. */
export interface SeedRecord {
  readonly key: string | undefined;
  /** `undefined`: a tombstone. */
  readonly value: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly partition: number | undefined;
}

/** Whole lines of a file. */
export interface LineBlock {
  readonly bytes: Buffer;
  /** Of the first line, from 1. */
  readonly line: number;
  /** Where the block ends in the file. */
  readonly end: number;
}

const KEYS = ["key", "value", "headers", "partition"] as const;
const HINT = 'Each line is one record, for example {"key": "42", "headers": {"type": "created"}, "value": {"id": 42}}. Nothing of this file was sent.';

const invalid = ({ shown }: SourceFile, line: number, text: string, cause?: unknown): DevError => new DevError("SEED_INVALID", `${shown}:${line} ${text}`, { hint: HINT, cause });

export const linesIn = (bytes: Buffer): number => {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
};

/** A broker takes a megabyte at once, for each partition. */
const LONG_LINE = 400 * 1024;

/** The file in whole lines, in blocks of half a megabyte, or of one line that is longer. @param from Byte and line to begin with. */
export async function* lineBlocks(file: SourceFile, from: { readonly bytes: number; readonly line: number }): AsyncGenerator<LineBlock> {
  let { line, bytes: end } = from;
  let rest: Buffer = Buffer.alloc(0);
  const block = (bytes: Buffer): LineBlock => {
    const first = line;
    line += linesIn(bytes);
    return { bytes, line: first, end: (end += bytes.length) };
  };
  for await (const chunk of chunksOf(file, from.bytes, 512 * 1024)) {
    const cut = chunk.lastIndexOf(10) + 1;
    const first = rest.length > LONG_LINE ? chunk.indexOf(10) + 1 : cut;
    if (first > 0) yield block(Buffer.concat([rest, chunk.subarray(0, first)]));
    if (first < cut) yield block(chunk.subarray(first, cut));
    rest = cut > 0 ? chunk.subarray(cut) : Buffer.concat([rest, chunk]);
  }
  if (rest.length > 0) yield block(rest);
}

const asText = (value: unknown): string | undefined => (value === undefined || value === null ? undefined : typeof value === "string" ? value : JSON.stringify(value));

const headersOf = (headers: unknown, file: SourceFile, line: number): SeedRecord["headers"] => {
  if (headers === undefined || headers === null) return undefined;
  if (!isRecord(headers)) throw invalid(file, line, "its headers are no object");
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, asText(value) ?? ""]));
};

const recordOf = (text: string, file: SourceFile, line: number): SeedRecord => {
  let value: unknown;
  try {
    value = parseExactly(text);
  } catch (cause) {
    throw invalid(file, line, `is no JSON: ${messageOf(cause)}`, cause);
  }
  if (!isRecord(value)) throw invalid(file, line, "is no object with key, headers, value and partition");
  for (const key in value) {
    if (KEYS.some((known) => known === key)) continue;
    const meant = closest(key, KEYS);
    throw invalid(file, line, `has an unknown key "${key}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`);
  }
  if (value.value === undefined) throw invalid(file, line, "has no value; null deletes a key of a compacted topic");
  const { partition = undefined } = value;
  if (partition !== undefined && (typeof partition !== "number" || !Number.isSafeInteger(partition) || partition < 0)) throw invalid(file, line, "its partition is no number from 0 on");
  return { key: asText(value.key), value: asText(value.value), headers: headersOf(value.headers, file, line), partition };
};

/** The records of a block, each with its line and where that ends in the file. Empty lines are none. @throws {DevError} `SEED_INVALID` */
export function* recordsOf({ bytes, line: first, end }: LineBlock, file: SourceFile): Generator<{ readonly record: SeedRecord; readonly line: number; readonly end: number; readonly size: number }> {
  if (!isUtf8(bytes)) throw invalid(file, first, "or a line soon after it holds bytes that are no UTF-8");
  let line = first;
  for (let at = 0; at < bytes.length; line += 1) {
    const found = bytes.indexOf(10, at);
    const until = found < 0 ? bytes.length : found;
    const text = bytes.toString("utf8", at === 0 && line === 1 && bytes[0] === 0xef ? 3 : at, until);
    const size = until - at;
    at = until + 1;
    if (text.trim() !== "") yield { record: recordOf(text, file, line), line, end: end - bytes.length + Math.min(at, bytes.length), size };
  }
}
