import type { Clock } from "../platform/clock.ts";

/** What can be put in order. */
export interface Timed {
  /** Engine time, in a form whose order is that of the text. */
  readonly at: string;
  readonly text: string;
}

/** One log among several that are merged: what has come of it and waits for its turn. */
export interface Lane<T> {
  /** The next line; `undefined` when none is there now. */
  readonly head: T | undefined;
  /** When the next line came, by our clock. */
  readonly arrivedAt: number;
  /** Since when its next lines are waited for. */
  readonly askedAt: number;
  /** Nothing more will come, and nothing is left. */
  readonly isOver: boolean;
  /** Something came, or it ended, since it was last asked. */
  readonly hasNews: boolean;
  /** What came last was much: a past is being read, and more of it is about to come. */
  readonly isBehind: boolean;
  readonly failure: { readonly error: unknown } | undefined;
  /** Reads on, unless it is being read or enough is waiting here. */
  ask(): void;
  /** Moves lines that arrived together, up to a time, and until there are so many; at least the head. */
  takeUpTo(at: string, most: number, into: T[]): void;
  /** Reads no more. */
  leave(): void;
}

interface Arrived<T> {
  readonly lines: readonly T[];
  readonly at: number;
  readonly size: number;
}

/** Characters that may wait here before it is read on. */
const ENOUGH = 65_536;
/** What a line takes besides its text. */
const OVERHEAD = 100;
/** So much at once is no trickle: there is more, and it is read at once. */
const MUCH = 8_192;

export const createLane = <T extends Timed>(log: AsyncIterable<readonly T[]>, clock: Clock, onNews: () => void): Lane<T> => {
  const source = log[Symbol.asyncIterator]();
  const waiting: Arrived<T>[] = [];
  let next = 0;
  let size = 0;
  let askedAt = 0;
  let isAsked = false;
  let hasEnded = false;
  let hasNews = false;
  let isBehind = false;
  let failure: { readonly error: unknown } | undefined;

  const ask = () => {
    hasNews = false;
    if (isAsked || hasEnded || size >= ENOUGH) return;
    isAsked = true;
    askedAt = clock.now();
    source.next().then(take, fail);
  };
  const take = (result: IteratorResult<readonly T[]>) => {
    isAsked = false;
    if (result.done === true) hasEnded = true;
    else if (result.value.length > 0) keep(result.value);
    hasNews = true;
    onNews();
  };
  const keep = (lines: readonly T[]) => {
    const more = lines.reduce((sum, { text }) => sum + text.length + OVERHEAD, 0);
    size += more;
    waiting.push({ lines, at: clock.now(), size: more });
    isBehind = more >= MUCH;
    if (isBehind) ask();
  };
  const fail = (error: unknown) => {
    isAsked = false;
    hasEnded = true;
    hasNews = true;
    failure = { error };
    onNews();
  };
  return {
    get head() {
      return waiting[0]?.lines[next];
    },
    get arrivedAt() {
      return waiting[0]?.at ?? 0;
    },
    get askedAt() {
      return askedAt;
    },
    get isOver() {
      return hasEnded && waiting.length === 0;
    },
    get hasNews() {
      return hasNews;
    },
    get isBehind() {
      return isBehind && !hasEnded;
    },
    get failure() {
      return failure;
    },
    ask,
    takeUpTo: (at, most, into) => {
      const [arrived] = waiting;
      if (!arrived) return;
      const begun = next;
      while (next < arrived.lines.length) {
        const line = arrived.lines[next];
        if (!line || (next > begun && (line.at > at || into.length >= most))) break;
        into.push(line);
        next += 1;
      }
      if (next < arrived.lines.length) return;
      waiting.shift();
      size -= arrived.size;
      next = 0;
      if (waiting.length === 0) ask(); // at once: others must know that it is being waited for
    },
    leave: () => {
      hasEnded = true;
      // Not waited for: one that is being read answers when its own signal ends it.
      void source.return?.().catch(() => {});
    },
  };
};
