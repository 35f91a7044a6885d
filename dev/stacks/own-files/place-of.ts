import type { Document } from "yaml";
import type { Position } from "../config/locate.ts";
import { positionAt, type FileProblem } from "./problem.ts";

/** What the parser of YAML says, without its own words for the place. */
export const syntaxProblems = ({ errors }: Pick<Document, "errors">, text: string): readonly FileProblem[] =>
  errors.map(({ pos: [offset], message }) => ({ at: positionAt(text, offset), text: message.split("\n")[0]?.replace(/ at line.*$/, "") ?? message }));

/** The deepest part of a path that is in the document. */
export const placeOf = (document: Document, path: readonly PropertyKey[], text: string): Position => {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) return positionAt(text, Number(node.range[0]));
  }
  return positionAt(text, 0);
};
