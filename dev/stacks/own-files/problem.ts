import type { Position } from "../config/locate.ts";

/** What is wrong in a file of the project, and where. */
export interface FileProblem {
  readonly at: Position;
  readonly text: string;
}

/** Line and column of a place in a text. */
export const positionAt = (text: string, offset: number): Position => {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};
