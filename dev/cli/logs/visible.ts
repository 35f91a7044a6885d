/** What steers a terminal or turns the direction of writing, but for the tab. */
const STEERING = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const EACH = new RegExp(STEERING, "g");
/** A service's own colours: they say nothing that its words do not. */
const COLOURS = /\x1b\[[\d;:]*m/g;

const hex = (character: string, digits: number): string => character.charCodeAt(0).toString(16).padStart(digits, "0");

/**
 * A service's line for a terminal or a file that people read: colours are left out, what else would steer a terminal is
 * spelled. @example visible("\x1b[2Jgone") // "\\x1b[2Jgone"
 */
export const visible = (text: string): string =>
  STEERING.test(text) ? text.replace(COLOURS, "").replace(EACH, (character) => (character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`)) : text;

/** The same for JSON, which stays valid and means the same: its own escapes leave out what is no ASCII control. */
export const harmlessJson = (json: string): string => (STEERING.test(json) ? json.replace(EACH, (character) => `\\u${hex(character, 4)}`) : json);
