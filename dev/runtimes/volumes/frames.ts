const HEADER = 8;
const STDERR = 2;

/**
 * What a container writes to its standard output, from the frames that the engine puts both outputs into. It is read only as fast as it is taken: the client
 * library's own way of taking frames apart holds whatever nobody takes.
 *
 * @param complain Told what it writes to the other one.
 */
export async function* outputOf(stream: AsyncIterable<string | Buffer>, complain: (text: string) => void): AsyncGenerator<Buffer> {
  let header: Buffer = Buffer.alloc(0);
  let left = 0;
  let isComplaint = false;
  for await (const chunk of stream) {
    let rest: Buffer = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const need = HEADER - header.length;
        header = Buffer.concat([header, rest.subarray(0, need)]);
        rest = rest.subarray(need);
        if (header.length < HEADER) break;
        [isComplaint, left] = [header[0] === STDERR, header.readUInt32BE(4)];
        header = Buffer.alloc(0);
        continue;
      }
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      if (isComplaint) complain(part.toString("utf8"));
      else yield part;
    }
  }
}
