import { stripVTControlCharacters } from "node:util";

/** Longest line that is kept, in characters. */
const LONGEST = 4_096;

/**
 * A service's line as text of one row. Colours, cursor movements and clipboard writes of a service must not reach the
 * terminal, where they would wreck the frame.
 */
export const plainLine = (text: string): string => {
  const plain = stripVTControlCharacters(text.length > LONGEST ? text.slice(0, LONGEST) : text)
    .replaceAll("\t", "  ")
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "");
  // A slice keeps all of the line that it was cut from in memory; a copy does not.
  return text.length > LONGEST ? Buffer.from(plain).toString("utf8") : plain;
};
