import { createHash } from "node:crypto";
import { chunksOf, type SourceFile } from "../data/source-file.ts";

/** SHA-256 of the content: what decides whether a file is to be applied. */
export const hashOf = async (file: SourceFile, signal: AbortSignal): Promise<string> => {
  const hash = createHash("sha256");
  for await (const chunk of chunksOf(file)) {
    signal.throwIfAborted();
    hash.update(chunk);
  }
  return hash.digest("hex");
};
