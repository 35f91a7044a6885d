import { invalid } from "../invalid.ts";
import type { Tree } from "./tree.ts";

/** The text of a file without a byte order mark. @throws {DevError} `MANIFESTS_INVALID` for what is no UTF-8 text */
export const textOf = (path: string, bytes: Buffer): string => {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) throw invalid({ file: path, line: 1 }, "is UTF-16, and manifests are read as UTF-8");
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw invalid({ file: path, line: bytes.subarray(0, zero).toString("latin1").split("\n").length }, "is binary, and no YAML");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid({ file: path, line: 1 }, "is no UTF-8 text", { cause });
  }
};

export const readText = async (tree: Tree, path: string): Promise<string> => textOf(path, await tree.read(path));
