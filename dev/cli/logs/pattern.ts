import { DevError, rootMessage } from "../../errors/dev-error.ts";

/** Where a regular expression breaks, by a parser that says so: the engine's own does not. */
const explain = async (source: string): Promise<{ readonly reason: string; readonly index: number } | undefined> => {
  const { RegExpSyntaxError, RegExpValidator } = await import("@eslint-community/regexpp");
  try {
    new RegExpValidator().validatePattern(source);
    return undefined;
  } catch (error) {
    if (!(error instanceof RegExpSyntaxError)) throw error;
    return { reason: error.message.split("/: ").at(-1) ?? error.message, index: error.index };
  }
};

/** @throws {DevError} `USAGE` that says what is wrong with the expression, and where. */
export const patternFrom = async (source: string): Promise<RegExp> => {
  try {
    return new RegExp(source);
  } catch (cause) {
    const known = await explain(source);
    const where = known === undefined ? rootMessage(cause) : `${known.reason}, at character ${known.index + 1}`;
    throw new DevError("USAGE", `--grep "${source}" is no regular expression: ${where}`, {
      hint: "It is one of JavaScript's, and distinguishes capitals. A backslash makes a sign literal: --grep 'f\\(x\\)'.",
      cause,
    });
  }
};
