/** The whole lines of a stream, as many at a time as have come. What is left without an end is none. */
export async function* streamLineBatches(chunks: AsyncIterable<Buffer>): AsyncIterable<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines;
  }
}

/** The same line by line. */
export async function* streamLines(chunks: AsyncIterable<Buffer>): AsyncIterable<string> {
  for await (const lines of streamLineBatches(chunks)) yield* lines;
}
