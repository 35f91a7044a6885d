import { createHash } from "node:crypto";
import type { SourceFile } from "../source-file.ts";
import { linesIn, lineBlocks, recordsOf } from "./jsonl.ts";

/** What a file is like, read once as a whole before anything of it is sent. */
export interface CheckedFile {
  /** SHA-256 of the whole, and of the beginning that was asked for; `undefined` where the file is shorter. */
  readonly hash: string;
  readonly beginning: string | undefined;
  /** In that beginning. */
  readonly beginningLines: number;
  readonly records: number;
  readonly highestPartition: { readonly partition: number; readonly line: number };
}

/** Reads all of a file: a line that is no record is found before the first is sent. @throws {DevError} `SEED_INVALID` */
export const checkFile = async (file: SourceFile, beginningBytes: number | undefined, signal: AbortSignal): Promise<CheckedFile> => {
  const hash = createHash("sha256");
  let [records, beginning, beginningLines]: [number, string | undefined, number] = [0, beginningBytes === 0 ? hash.copy().digest("hex") : undefined, 0];
  let highest = { partition: -1, line: 0 };
  for await (const block of lineBlocks(file, { bytes: 0, line: 1 })) {
    signal.throwIfAborted();
    const began = block.end - block.bytes.length;
    const cut = beginningBytes !== undefined && beginningBytes > began && beginningBytes <= block.end ? beginningBytes - began : undefined;
    hash.update(cut === undefined ? block.bytes : block.bytes.subarray(0, cut));
    if (cut !== undefined) {
      beginning = hash.copy().digest("hex");
      beginningLines = block.line - 1 + linesIn(block.bytes.subarray(0, cut));
      hash.update(block.bytes.subarray(cut));
    }
    for (const { record, line } of recordsOf(block, file)) {
      records += 1;
      if (record.partition !== undefined && record.partition > highest.partition) highest = { partition: record.partition, line };
    }
  }
  return { hash: hash.digest("hex"), beginning, beginningLines, records, highestPartition: highest };
};
