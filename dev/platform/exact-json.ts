/** In every Node that this program runs with; TypeScript's own declarations do not have it yet. */
declare global {
  interface JSON {
    parse<T>(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): T;
    rawJSON(text: string): unknown;
  }
}

/** A number may be meant that JavaScript has not: one with many digits, or an exponent. */
const IS_SUSPECT = /\d{16}|\d[.\d]{15}|\d[eE]/;

/**
 * Parses JSON that is written again, so that no number loses digits: `12345678901234567890` is none that JavaScript has. Such a number is an object that only
 * `JSON.stringify` understands.
 *
 * @throws {SyntaxError}
 */
export const parseExactly = <T = unknown>(text: string): T =>
  IS_SUSPECT.test(text) ? JSON.parse<T>(text, (_key, value, { source }) => (typeof value === "number" && source !== undefined && String(value) !== source ? JSON.rawJSON(source) : value)) : JSON.parse(text);
