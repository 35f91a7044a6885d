import { createReadStream } from "node:fs";
import { DevError } from "../errors/dev-error.ts";

/** A file that is written into a store. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  /** As people are told of it: relative to where they are. */
  readonly shown: string;
  readonly bytes: number;
  /** Given every piece of the content as it is written, once and in order. */
  seen?(chunk: Buffer): void;
}

/** How far a file is. Called often; `rows` counts rows, records or objects. */
export type ReportRows = (done: { readonly bytes: number; readonly rows: number }) => void;

const CHUNK = 256 * 1024;

/** The content on its way into a store. */
export async function* contentOf(file: SourceFile): AsyncGenerator<Buffer> {
  for await (const chunk of chunksOf(file)) {
    file.seen?.(chunk);
    yield chunk;
  }
}

/** The file piece by piece. @param from The byte to begin with. @default 0 */
export const chunksOf = ({ path }: SourceFile, from = 0, size = CHUNK): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: size, start: from });

/**
 * The same as text, which begins without a mark of byte order.
 *
 * @param read Told how many bytes each piece had.
 * @throws {DevError} `SEED_INVALID` where it is no UTF-8: what is not understood must not become data.
 */
export async function* textOf(file: SourceFile, read: (bytes: number) => void = () => {}): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  try {
    for await (const chunk of contentOf(file)) {
      const text = decoder.decode(chunk, { stream: true });
      read(chunk.length);
      yield text;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) line += 1;
    }
    yield decoder.decode();
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new DevError("SEED_INVALID", `${file.shown} holds bytes that are no UTF-8, in or after line ${line}`, { hint: "Write it again as UTF-8, for example with iconv.", cause });
  }
}
