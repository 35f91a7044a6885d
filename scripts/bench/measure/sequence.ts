/** Whether numbered lines came all, each once, and in order. */
export interface Sequence {
  /** Bytes of a stream of lines that begin with a number, or with a name, a bar and a number. */
  take(chunk: Buffer): void;
  /** Different lines. */
  readonly received: number;
  /** Lines that came again, or after a later one of the same name. */
  readonly misplaced: number;
}

const NUMBER = /(?:^|\| )(\d{9}) /;

/**
 * @param most How many lines each name has.
 * @param nameOf What a line belongs to, where a stream has several.
 */
export const createSequence = (most: number, nameOf: (line: string) => string): Sequence => {
  const names = new Map<string, { readonly seen: Uint8Array; next: number }>();
  let rest = "";
  let received = 0;
  let misplaced = 0;
  const note = (name: string, number: number) => {
    const known = names.get(name) ?? { seen: new Uint8Array(most), next: 0 };
    names.set(name, known);
    if (known.seen[number] === 0) received += 1;
    if (known.seen[number] === 1 || number < known.next) misplaced += 1;
    known.seen[number] = 1;
    known.next = Math.max(known.next, number + 1);
  };
  return {
    take: (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const number = NUMBER.exec(line)?.[1];
        if (number !== undefined) note(nameOf(line), Number(number));
      }
    },
    get received() {
      return received;
    },
    get misplaced() {
      return misplaced;
    },
  };
};
