import { HAS_DEFAULT, VARIABLE_FUNCTIONS } from "./variable-functions.ts";

export interface Substituted {
  readonly text: string;
  /** Variables without value and default: Flux puts nothing in their place. */
  readonly missing: readonly string[];
}

/** A text that Flux refuses. */
export class BadSubstitution extends Error {
  override readonly name = "BadSubstitution";
}

interface Cursor {
  readonly text: string;
  at: number;
}

const NAME = /[\p{L}\p{Nd}_]+/uy;
/** The longest first. */
const OPERATORS = [":=", ":-", ":?", ":+", "##", "#", "%%", "%", "//", "/#", "/%", "/", "^^", "^", ",,", ",", "=", ":"] as const;

const bad = ({ text, at }: Cursor, why: string): BadSubstitution => new BadSubstitution(`${why} in ${text.slice(Math.max(0, at - 12), at + 12).trim().split("\n")[0] ?? ""}`);

/**
 * What Flux does to a rendered object after the build. Pure.
 *
 * @param values By name; what is not in it is empty.
 * @throws {BadSubstitution} for what Flux refuses: `${` without an end, a name that is none, `${var-default}`
 */
export const substitute = (whole: string, values: Readonly<Record<string, string>>): Substituted => {
  const missing = new Set<string>();

  const name = (cursor: Cursor): string => {
    NAME.lastIndex = cursor.at;
    const [found] = NAME.exec(cursor.text) ?? [];
    if (found === undefined) throw bad(cursor, "there is no name of a variable");
    cursor.at += found.length;
    return found;
  };

  const valueOf = (variable: string, operator: string): string => {
    if (Object.hasOwn(values, variable)) return values[variable] ?? "";
    if (!HAS_DEFAULT.includes(operator)) missing.add(variable);
    return "";
  };

  /** An argument, up to one of the ends; what is nested in it is put in. */
  const argument = (cursor: Cursor, ends: string): string => {
    let found = "";
    while (cursor.at < cursor.text.length && !ends.includes(cursor.text.charAt(cursor.at))) {
      if (cursor.text.startsWith("${", cursor.at)) {
        cursor.at += 2;
        found += expression(cursor);
        continue;
      }
      if (ends.includes("/") && /^\\[/\\]/.test(cursor.text.slice(cursor.at, cursor.at + 2))) cursor.at += 1;
      found += cursor.text.charAt(cursor.at);
      cursor.at += 1;
    }
    return found;
  };

  const argumentsOf = (cursor: Cursor, operator: string): readonly string[] => {
    if (operator.startsWith("^") || operator.startsWith(",") || operator === "") return [];
    const separator = operator === ":" ? ":" : operator.startsWith("/") ? "/" : "";
    const first = argument(cursor, `}${separator}`);
    if (separator === "" || cursor.text.charAt(cursor.at) !== separator) return [first];
    cursor.at += 1;
    return [first, argument(cursor, "}")];
  };

  /** Behind `${`, up to its end. */
  const expression = (cursor: Cursor): string => {
    const isLength = cursor.text.charAt(cursor.at) === "#";
    if (isLength) cursor.at += 1;
    const variable = name(cursor);
    const operator = isLength ? "length" : (OPERATORS.find((one) => cursor.text.startsWith(one, cursor.at)) ?? "");
    if (!isLength) cursor.at += operator.length;
    const args = isLength ? [] : argumentsOf(cursor, operator);
    if (cursor.text.charAt(cursor.at) !== "}") throw bad(cursor, "there is no closing brace where one has to be");
    cursor.at += 1;
    return VARIABLE_FUNCTIONS[operator]?.(valueOf(variable, operator), args) ?? "";
  };

  let text = "";
  const cursor: Cursor = { text: whole, at: 0 };
  while (cursor.at < whole.length) {
    const dollar = whole.indexOf("$", cursor.at);
    if (dollar < 0) break;
    text += whole.slice(cursor.at, dollar);
    const next = whole.charAt(dollar + 1);
    cursor.at = dollar + (next === "{" || next === "$" ? 2 : 1);
    text += next === "{" ? expression(cursor) : "$"; // two dollars are one
  }
  return { text: text + whole.slice(cursor.at), missing: [...missing] };
};
