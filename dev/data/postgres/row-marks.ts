import type { Counts } from "../diff/diff.ts";
import { mergeSorted, type Batches } from "../diff/merge-sorted.ts";

/** Rows that are alike, by the hashes of their key and of all of them. */
export interface Mark {
  readonly key: bigint;
  readonly row: bigint;
  readonly count: number;
}

/** How many rows a part of a table has, and the sum of their hashes. */
export interface Sum {
  readonly rows: bigint;
  readonly sum: bigint;
}

/** By part; parts without rows are left out. */
export type Sums = ReadonlyMap<number, Sum>;

const compare = (one: Mark, other: Mark): number => (one.key < other.key ? -1 : one.key > other.key ? 1 : one.row < other.row ? -1 : one.row > other.row ? 1 : 0);

/**
 * Counts what is different between two sides, each sorted by key and row. Of what is under one key, as many rows as there are on both sides have
 * changed; the rest came or went.
 */
export const countChanges = async (before: Batches<Mark>, after: Batches<Mark>): Promise<Counts> => {
  const counts = { added: 0, removed: 0, changed: 0 };
  let [key, gone, come]: [bigint | undefined, number, number] = [undefined, 0, 0];
  const settle = () => {
    const both = Math.min(gone, come);
    counts.changed += both;
    counts.removed += gone - both;
    counts.added += come - both;
    [gone, come] = [0, 0];
  };
  await mergeSorted(before, after, compare, (one, other) => {
    const at = (one ?? other)?.key;
    if (at !== key) settle();
    key = at;
    const more = (other?.count ?? 0) - (one?.count ?? 0);
    if (more > 0) come += more;
    else gone -= more;
  });
  settle();
  return counts;
};

/** The same sums as a coarser division has them: a part's number is the end of its rows' hashes in bits. */
export const folded = (sums: Sums, bits: number): Sums => {
  const mask = 2 ** bits - 1;
  const coarse = new Map<number, Sum>();
  for (const [part, { rows, sum }] of sums) {
    const there = coarse.get(part & mask) ?? { rows: 0n, sum: 0n };
    coarse.set(part & mask, { rows: there.rows + rows, sum: there.sum + sum });
  }
  return coarse;
};

export const rowsIn = (sums: Sums): number => Number([...sums.values()].reduce((rows, part) => rows + part.rows, 0n));

/** Parts in which something is different. */
export const partsThatDiffer = (before: Sums, after: Sums): readonly number[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((part) => before.get(part)?.rows !== after.get(part)?.rows || before.get(part)?.sum !== after.get(part)?.sum).sort((a, b) => a - b);

const PAGE = 8192;
const PAGES_IN_A_PART = 32;
const MOST_BITS = 12;

/** Into how many parts, as a power of two, a table is divided: so that few rows are looked at where few have changed. */
export const bitsFor = (bytes: number): number => Math.min(MOST_BITS, Math.ceil(Math.log2(Math.max(1, bytes / PAGE / PAGES_IN_A_PART))));
